#!/usr/bin/env bash
# Builds demo.hex and demo.elf with Debian's gcc-arm-none-eabi; the results are in the tree.
set -euo pipefail
cd "$(dirname "$0")"
arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb -Os -ffreestanding -nostdlib -Wall -Wextra -Wl,--build-id=none -T demo.ld demo.c -lgcc -o demo.elf
arm-none-eabi-strip --strip-all demo.elf
arm-none-eabi-objcopy -O ihex demo.elf demo.hex
