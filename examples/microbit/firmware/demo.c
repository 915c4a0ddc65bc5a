/* Firmware for the micro:bit that shows what it finds on the chip, then echoes its serial line. Built by build.sh; registers as in the
   nRF51 Series Reference Manual v3.0. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

enum { CLOCK = 0x40000000, UART = 0x40002000, TIMER0 = 0x40008000, TEMP = 0x4000C000, RNG = 0x4000D000, RTC1 = 0x40011000,
       NVMC = 0x4001E000, GPIO = 0x50000000, FICR = 0x10000000, UICR = 0x10001000 };

extern uint32_t stack_top[], data_start[], data_end[], data_image[], bss_start[], bss_end[];

static volatile uint32_t beats;
static volatile char line[64];
static volatile uint32_t length;
static volatile uint32_t complete;

static void put(char c) {
  REG(UART + 0x51C) = c;
  while (!REG(UART + 0x11C)) {}
  REG(UART + 0x11C) = 0;
}

static void print(const char *text) {
  while (*text) put(*text++);
}

static void hex(uint32_t value, int digits) {
  while (digits--) put("0123456789abcdef"[value >> (4 * digits) & 15]);
}

static void show(const char *name, uint32_t value, int digits) {
  print(name);
  print(" 0x");
  hex(value, digits);
  print("\r\n");
}

/* Every 10 ms. */
void timer0_handler(void) {
  REG(TIMER0 + 0x140) = 0;
  beats++;
}

/* A character has arrived. */
void uart_handler(void) {
  while (REG(UART + 0x108)) {
    REG(UART + 0x108) = 0;
    char c = REG(UART + 0x518);
    if (c == '\r') complete = 1;
    else if (c != '\n' && length < sizeof line) line[length++] = c;
  }
}

static void start_uart(void) {
  REG(GPIO + 0x508) = 1 << 24;
  REG(GPIO + 0x518) = 1 << 24;
  REG(UART + 0x50C) = 24;
  REG(UART + 0x514) = 25;
  REG(UART + 0x524) = 0x01D7E000; /* 115,200 baud */
  REG(UART + 0x500) = 4;
  REG(UART + 0x008) = 1;
  REG(UART + 0x000) = 1;
}

static void start_timer(void) {
  REG(TIMER0 + 0x508) = 3;
  REG(TIMER0 + 0x510) = 4; /* 1 MHz */
  REG(TIMER0 + 0x540) = 10000;
  REG(TIMER0 + 0x200) = 1;
  REG(TIMER0 + 0x304) = 1 << 16;
  REG(TIMER0 + 0x000) = 1;
  REG(0xE000E100) = 1 << 8;
}

/* Two ticks of the RTC at 32,768 Hz / 33, about 2 ms, in microseconds of TIMER0. */
static uint32_t measure(void) {
  REG(CLOCK + 0x008) = 1;
  while (!REG(CLOCK + 0x104)) {}
  REG(RTC1 + 0x508) = 32;
  REG(RTC1 + 0x540) = 2;
  REG(RTC1 + 0x344) = 1 << 16;
  REG(TIMER0 + 0x00C) = 1;
  REG(RTC1 + 0x000) = 1;
  while (!REG(RTC1 + 0x140)) {}
  REG(TIMER0 + 0x044) = 1;
  REG(RTC1 + 0x004) = 1;
  return REG(TIMER0 + 0x544);
}

/* Erases a page, writes to it twice, and tells what it holds then: writing can only clear bits. */
static uint32_t program(uint32_t address) {
  REG(NVMC + 0x504) = 2;
  REG(NVMC + 0x508) = address;
  REG(NVMC + 0x504) = 1;
  REG(address) = 0xF0F0FFFF;
  while (!REG(NVMC + 0x400)) {}
  REG(address) = 0xFF00FFFF;
  REG(NVMC + 0x504) = 0;
  REG(address) = 0;
  return REG(address);
}

static uint32_t random_byte(void) {
  REG(RNG + 0x200) = 1;
  REG(RNG + 0x000) = 1;
  while (!REG(RNG + 0x100)) {}
  REG(RNG + 0x100) = 0;
  return REG(RNG + 0x508);
}

static uint32_t temperature(void) {
  REG(TEMP + 0x000) = 1;
  while (!REG(TEMP + 0x100)) {}
  return REG(TEMP + 0x508);
}

static void report(void) {
  show("pages", REG(FICR + 0x014), 4);
  show("device", REG(FICR + 0x060), 8);
  show("uicr", REG(UICR + 0x080), 8);
  show("flash", program(0x0003FC00), 8);
  show("temperature", temperature(), 4);
  print(measure() / 100 == 20 ? "2 ms\r\n" : "the clocks disagree\r\n");
  print(random_byte() != random_byte() ? "noise\r\n" : "no noise\r\n");
  print(REG(GPIO + 0x510) & 1 << 17 ? "button up\r\n" : "button down\r\n");
}

static void echo(void) {
  print("> ");
  REG(UART + 0x304) = 1 << 2;
  REG(0xE000E100) = 1 << 2;
  while (!complete) __asm volatile("wfi");
  print("\"");
  for (uint32_t i = 0; i < length; i++) put(line[i]);
  print("\"\r\n");
  if (length == 5 && line[0] == 'r') REG(0xE000ED0C) = 0x05FA0004; /* "reset" */
  complete = length = 0;
}

void reset_handler(void) {
  for (uint32_t *from = data_image, *to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t *at = bss_start; at < bss_end;) *at++ = 0;
  REG(GPIO + 0x700 + 4 * 17) = 0;
  start_uart();
  start_timer();
  print("micro:bit\r\n");
  report();
  uint32_t before = beats;
  while (beats < before + 5) __asm volatile("wfi");
  print("5 beats\r\n");
  for (;;) echo();
}

static void hang(void) {
  print("fault\r\n");
  for (;;) {}
}

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {
  (void (*)(void))stack_top, reset_handler, hang, hang, [11] = hang, [14] = hang, hang, [18] = uart_handler, [24] = timer0_handler,
};
