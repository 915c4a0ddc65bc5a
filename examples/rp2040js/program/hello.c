/* A program for the RP2040: prints through UART0 by polling, then echoes lines in capitals from its receive interrupt. Built by build.sh;
   registers as in the RP2040 data sheet. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

/* Aliases that clear or set bits (section 2.1.2). */
enum { SET = 0x2000, CLEAR = 0x3000 };
enum { RESETS = 0x4000C000, IO_BANK0 = 0x40014000, UART = 0x40034000, NVIC = 0xE000E000 };
enum { DR = 0x00, FR = 0x18, IBRD = 0x24, FBRD = 0x28, LCR_H = 0x2C, CR = 0x30, IFLS = 0x34, IMSC = 0x38, ICR = 0x44 };

extern uint32_t stack_top[], bss_start[], bss_end[];

static volatile uint32_t lines;

static void put(char c) {
  while (REG(UART + FR) & 1 << 5) {}
  REG(UART + DR) = c;
}

static void print(const char *text) {
  while (*text) put(*text++);
}

static void start_uart(void) {
  uint32_t parts = 1 << 22 | 1 << 5; /* UART0, IO_BANK0 */
  REG(RESETS + CLEAR) = parts;
  while ((REG(RESETS + 8) & parts) != parts) {}
  REG(IO_BANK0 + 0x04) = 2;
  REG(IO_BANK0 + 0x0C) = 2;
  REG(UART + IBRD) = 67; /* 125 MHz / (16 * 115,200) */
  REG(UART + FBRD) = 52;
  REG(UART + LCR_H) = 0x70; /* 8 bits, FIFOs */
  REG(UART + IFLS) = 0;
  REG(UART + CR) = 0x301;
}

/* Characters have arrived, or wait for longer than 32 bits take. */
static void uart_handler(void) {
  REG(UART + ICR) = 1 << 4 | 1 << 6;
  while (!(REG(UART + FR) & 1 << 4)) {
    char c = REG(UART + DR);
    put(c >= 'a' && c <= 'z' ? c - 32 : c);
    if (c == '\r') {
      put('\n');
      lines++;
    }
  }
}

static void reset_handler(void) {
  for (uint32_t *at = bss_start; at < bss_end;) *at++ = 0;
  start_uart();
  print("hello from an RP2040\r\n");
  for (int i = 1; i <= 3; i++) {
    put('0' + i);
    print(i < 3 ? ", " : "\r\n");
  }
  REG(UART + IMSC) = 1 << 4 | 1 << 6;
  REG(NVIC + 0x100) = 1 << 20;
  while (lines < 2) __asm volatile("wfi");
  print("two lines, thank you\r\n");
  for (;;) __asm volatile("wfi");
}

static void hang(void) {
  for (;;) {}
}

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {
  (void (*)(void))stack_top, reset_handler, hang, hang, [11] = hang, [14] = hang, hang, [36] = uart_handler,
};
