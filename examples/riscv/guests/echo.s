# Prints a banner by polling, then echoes what it receives, woken by the receive interrupt. Ctrl-D says bye and halts.
#
# The board: ROM at 0, where this program lies and runs; RAM; two PL011 UARTs; an interrupt controller whose output is the
# machine external interrupt.

# ---- memory map -----------------------------------------------------------------------------------------------------
.equ RAM_BASE,   0x2000_0000
.equ RAM_SIZE,   128 * 1024
.equ UART0_BASE, 0x4000_0000
.equ UART1_BASE, 0x4000_1000        # not used by this program
.equ INTC_BASE,  0x4001_0000

# ---- PL011 (ARM DDI 0183, chapter 3) --------------------------------------------------------------------------------
.equ UARTDR,    0x00
.equ UARTFR,    0x18
.equ UARTIBRD,  0x24
.equ UARTFBRD,  0x28
.equ UARTLCR_H, 0x2c
.equ UARTCR,    0x30
.equ UARTIMSC,  0x38
.equ UARTICR,   0x44

.equ FR_BUSY, 1 << 3                # still shifting a character out
.equ FR_RXFE, 1 << 4                # receive FIFO empty
.equ FR_TXFF, 1 << 5                # transmit FIFO full

.equ LCR_H_FEN,    1 << 4           # FIFOs enabled
.equ LCR_H_WLEN_8, 3 << 5           # eight data bits

.equ CR_UARTEN, 1 << 0
.equ CR_TXE,    1 << 8
.equ CR_RXE,    1 << 9

.equ INT_RX, 1 << 4                 # receive FIFO at its trigger level
.equ INT_RT, 1 << 6                 # something received, and the line silent for 32 bit times
.equ INT_ALL, 0x7ff

# 24 MHz / (16 * 115200) = 13.02: 13, and 0.02 * 64 rounded.
.equ BAUD_INTEGER,  13
.equ BAUD_FRACTION, 1

# ---- interrupt controller -------------------------------------------------------------------------------------------
.equ INTC_ENABLE, 0x04
.equ INTC_ACTIVE, 0x08
.equ LINE_UART0, 1 << 0

# ---- processor ------------------------------------------------------------------------------------------------------
.equ MSTATUS_MIE, 1 << 3
.equ MIE_MEIE,    1 << 11
.equ MCAUSE_EXTERNAL, 0x8000_000b   # interrupt, machine external

.equ EOT, 0x04                      # ctrl-D

.text
reset:
        li      sp, RAM_BASE + RAM_SIZE
        la      t0, trap
        csrw    mtvec, t0
        call    uart_setup
        la      a0, banner
        call    print

        li      t0, UART0_BASE
        li      t1, INT_RX | INT_RT
        sw      t1, UARTIMSC(t0)
        li      t0, INTC_BASE
        li      t1, LINE_UART0
        sw      t1, INTC_ENABLE(t0)
        li      t0, MIE_MEIE
        csrs    mie, t0
        csrsi   mstatus, MSTATUS_MIE
idle:   wfi
        j       idle

# Programs UART0 for 115200 baud, 8 data bits, no parity, one stop bit, FIFOs on. Disabled while it is changed (section 3.3.8);
# the divisors take effect with the write of LCR_H (section 3.3.7).
uart_setup:
        li      t0, UART0_BASE
        sw      zero, UARTCR(t0)
        li      t1, BAUD_INTEGER
        sw      t1, UARTIBRD(t0)
        li      t1, BAUD_FRACTION
        sw      t1, UARTFBRD(t0)
        li      t1, LCR_H_WLEN_8 | LCR_H_FEN
        sw      t1, UARTLCR_H(t0)
        li      t1, INT_ALL
        sw      t1, UARTICR(t0)
        li      t1, CR_UARTEN | CR_TXE | CR_RXE
        sw      t1, UARTCR(t0)
        ret

# print(a0: address of text that ends with a zero byte). Changes t0, t1, t2.
print:
        li      t0, UART0_BASE
print_next:
        lbu     t1, (a0)
        beqz    t1, print_done
print_wait:
        lw      t2, UARTFR(t0)
        andi    t2, t2, FR_TXFF
        bnez    t2, print_wait
        sw      t1, UARTDR(t0)
        addi    a0, a0, 1
        j       print_next
print_done:
        ret

# The only trap there is reason for is UART0's interrupt. Direct mode: bits 1..0 of mtvec are zero, so this is aligned to 4.
.align 2
trap:
        addi    sp, sp, -32
        sw      ra, 0(sp)
        sw      t0, 4(sp)
        sw      t1, 8(sp)
        sw      t2, 12(sp)
        sw      a0, 16(sp)
        csrr    t0, mcause
        li      t1, MCAUSE_EXTERNAL
        bne     t0, t1, unexpected
        li      t0, INTC_BASE
        lw      t0, INTC_ACTIVE(t0)
        andi    t0, t0, LINE_UART0
        beqz    t0, trap_return
        call    echo
trap_return:
        lw      ra, 0(sp)
        lw      t0, 4(sp)
        lw      t1, 8(sp)
        lw      t2, 12(sp)
        lw      a0, 16(sp)
        addi    sp, sp, 32
        mret

# Sends back everything in the receive FIFO. The interrupts are cleared first: a character that arrives while the FIFO is being
# drained raises them again, so none is left behind. Changes t0, t1, t2.
echo:
        li      t0, UART0_BASE
        li      t1, INT_RX | INT_RT
        sw      t1, UARTICR(t0)
echo_next:
        lw      t1, UARTFR(t0)
        andi    t1, t1, FR_RXFE
        bnez    t1, echo_done
        lw      t1, UARTDR(t0)
        andi    t1, t1, 0xff        # the upper bits report receive errors
        li      t2, EOT
        beq     t1, t2, goodbye
echo_wait:
        lw      t2, UARTFR(t0)
        andi    t2, t2, FR_TXFF
        bnez    t2, echo_wait
        sw      t1, UARTDR(t0)
        j       echo_next
echo_done:
        ret

goodbye:
        la      a0, farewell
        j       finish
unexpected:
        la      a0, surprise
# Prints the last words, lets the UART send them, and stops the processor: with no debugger attached, `ebreak` halts.
finish: call    print
finish_wait:
        lw      t2, UARTFR(t0)
        andi    t2, t2, FR_BUSY
        bnez    t2, finish_wait
        ebreak

.data
banner:   .asciz "qdl: hello from a machine that was declared, not written\n"
farewell: .asciz "bye\n"
surprise: .asciz "unexpected trap\n"
