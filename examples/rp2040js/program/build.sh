#!/usr/bin/env bash
# Builds hello.bin, the flash from 0x10000100 on, with Debian's gcc-arm-none-eabi; the result is in the tree.
set -euo pipefail
cd "$(dirname "$0")"
arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os -ffreestanding -nostdlib -Wall -Wextra -Wl,--build-id=none -T hello.ld hello.c -lgcc -o hello.elf
arm-none-eabi-objcopy -O binary hello.elf hello.bin
rm hello.elf
