# A supervisor for the `virt` board: three tasks that share the hart by the timer interrupt, and a kernel that they call with ecall.
#
#   disk     reads the first block of the disk, prints it, puts it into capitals, writes it back, reads it again
#   clock    says how time goes by
#   console  echoes what is typed, up to Ctrl-D
#
# When all three have ended the supervisor tells the test finisher that all is well, and halts. It runs in machine mode, from RAM.

# ---- memory map of the board ----------------------------------------------------------------------------------------
.equ FINISHER,    0x0010_0000
.equ MTIMECMP,    0x0200_4000
.equ MTIME,       0x0200_bff8
.equ PLIC,        0x0c00_0000
.equ UART,        0x1000_0000
.equ VIRTIO,      0x1000_1000       # eight transports, 4 KiB apart
.equ VIRTIO_STEP, 0x1000

.equ FINISHER_PASS, 0x5555
.equ FINISHER_FAIL, 0x3333

# ---- 16550A: registers are bytes ------------------------------------------------------------------------------------
.equ RBR, 0
.equ THR, 0
.equ IER, 1
.equ FCR, 2
.equ LCR, 3
.equ LSR, 5
.equ IER_RECEIVED, 1
.equ FCR_ENABLE_AND_CLEAR, 7
.equ LCR_8_BITS, 3
.equ LSR_DATA_READY, 1
.equ LSR_THR_EMPTY, 1 << 5
.equ UART_SOURCE, 10

# ---- PLIC: context 0 is machine mode of hart 0 ----------------------------------------------------------------------
.equ PLIC_ENABLE, PLIC + 0x2000
.equ PLIC_CONTEXT, PLIC + 0x20_0000
.equ THRESHOLD, 0
.equ CLAIM, 4

# ---- virtio over memory-mapped registers (virtio 1.1, section 4.2.2) ------------------------------------------------
.equ MAGIC_VALUE,       0x000
.equ VERSION,           0x004
.equ DEVICE_ID,         0x008
.equ DRIVER_FEATURES,   0x020
.equ DRIVER_FEATURES_SEL, 0x024
.equ QUEUE_SEL,         0x030
.equ QUEUE_NUM,         0x038
.equ QUEUE_READY,       0x044
.equ QUEUE_NOTIFY,      0x050
.equ INTERRUPT_STATUS,  0x060
.equ INTERRUPT_ACK,     0x064
.equ STATUS,            0x070
.equ QUEUE_DESC,        0x080
.equ QUEUE_DRIVER,      0x090
.equ QUEUE_DEVICE,      0x0a0
.equ CONFIG,            0x100

.equ VIRTIO_MAGIC, 0x7472_6976
.equ BLOCK_DEVICE, 2
.equ ACKNOWLEDGE, 1
.equ DRIVER, 2
.equ DRIVER_OK, 4
.equ FEATURES_OK, 8
.equ DESC_NEXT, 1
.equ DESC_WRITE, 2
.equ QUEUE_SIZE, 4
.equ BLOCK_IN, 0
.equ BLOCK_OUT, 1
.equ SECTOR, 512

# ---- the hart -------------------------------------------------------------------------------------------------------
.equ MSTATUS_MPIE, 1 << 7
.equ MTIP, 1 << 7
.equ MEIP, 1 << 11
.equ CAUSE_ECALL, 11

# ---- tasks: saved registers, x0's place for the program counter; a state; what is waited for -------------------------
.equ STATE, 128
.equ AWAITED, 132
.equ TASK_BYTES, 136
.equ TASKS, 3
.equ ENDED, 0
.equ READY, 1
.equ WAITING, 2
.equ STACK_BYTES, 512

# ---- what tasks ask for: the number in a7 ----------------------------------------------------------------------------
.equ SYS_EXIT, 0                    # never comes back
.equ SYS_WRITE, 1                   # a0: address of text that ends with a zero byte
.equ SYS_PUT, 2                     # a0: character
.equ SYS_WAIT, 3                    # a0: address of a counter; waits until it is above zero, and takes one away

.equ TIME_SLICE, 10_000             # ticks of MTIME: 1 ms
.equ SLICES_A_BEAT, 10
.equ BEATS, 5
.equ EOT, 0x04                      # Ctrl-D

.text
start:
        la      sp, kernel_stack_top
        la      t0, trap
        csrw    mtvec, t0
        call    uart_setup
        la      a0, banner
        call    print

        # the tasks: where they begin, and with which stack
        la      s0, tasks
        la      t0, disk_task
        sw      t0, 0(s0)
        la      t0, stacks + STACK_BYTES
        sw      t0, 8(s0)
        addi    s0, s0, TASK_BYTES
        la      t0, clock_task
        sw      t0, 0(s0)
        la      t0, stacks + 2 * STACK_BYTES
        sw      t0, 8(s0)
        addi    s0, s0, TASK_BYTES
        la      t0, console_task
        sw      t0, 0(s0)
        la      t0, stacks + 3 * STACK_BYTES
        sw      t0, 8(s0)

        # interrupts: the timer, and the UART through the PLIC; the disk's source is enabled by its task
        li      t0, PLIC
        li      t1, 1
        sw      t1, 4 * UART_SOURCE(t0)
        li      t0, PLIC_ENABLE
        li      t1, 1 << UART_SOURCE
        sw      t1, (t0)
        li      t0, PLIC_CONTEXT
        sw      zero, THRESHOLD(t0)
        call    next_slice
        li      t0, MTIP | MEIP
        csrw    mie, t0
        j       schedule            # s0 is the last task, so the first one is next

# ---- the kernel ------------------------------------------------------------------------------------------------------

# Every trap: saves the task whose context mscratch points to, and serves what has happened with interrupts off.
.align 2
trap:
        csrrw   sp, mscratch, sp
        sw      ra, 4(sp)
        sw      gp, 12(sp)
        sw      tp, 16(sp)
        sw      t0, 20(sp)
        sw      t1, 24(sp)
        sw      t2, 28(sp)
        sw      s0, 32(sp)
        sw      s1, 36(sp)
        sw      a0, 40(sp)
        sw      a1, 44(sp)
        sw      a2, 48(sp)
        sw      a3, 52(sp)
        sw      a4, 56(sp)
        sw      a5, 60(sp)
        sw      a6, 64(sp)
        sw      a7, 68(sp)
        sw      s2, 72(sp)
        sw      s3, 76(sp)
        sw      s4, 80(sp)
        sw      s5, 84(sp)
        sw      s6, 88(sp)
        sw      s7, 92(sp)
        sw      s8, 96(sp)
        sw      s9, 100(sp)
        sw      s10, 104(sp)
        sw      s11, 108(sp)
        sw      t3, 112(sp)
        sw      t4, 116(sp)
        sw      t5, 120(sp)
        sw      t6, 124(sp)
        mv      s0, sp
        csrr    t0, mscratch
        sw      t0, 8(s0)
        csrr    t0, mepc
        sw      t0, 0(s0)
        la      sp, kernel_stack_top

        csrr    t0, mcause
        bltz    t0, interrupted
        li      t1, CAUSE_ECALL
        bne     t0, t1, surprised

        # a call: the task goes on behind it
        lw      t0, 0(s0)
        addi    t0, t0, 4
        sw      t0, 0(s0)
        lw      a0, 40(s0)
        lw      t0, 68(s0)
        li      t1, SYS_WRITE
        beq     t0, t1, sys_write
        li      t1, SYS_PUT
        beq     t0, t1, sys_put
        li      t1, SYS_WAIT
        beq     t0, t1, sys_wait
        sw      zero, STATE(s0)     # SYS_EXIT
        j       schedule
sys_write:
        call    print
        j       resume
sys_put:
        call    put
        j       resume
sys_wait:
        sw      a0, AWAITED(s0)
        li      t0, WAITING
        sw      t0, STATE(s0)
        j       schedule

interrupted:
        call    serve
# Goes on with the task behind s0 in the ring that can; waits for an interrupt while there is none, ends when all have ended.
schedule:
        li      s2, TASKS           # how many are left to ask
        li      s3, 0               # how many of them have not ended
next_task:
        addi    s0, s0, TASK_BYTES
        la      t0, tasks_end
        bltu    s0, t0, in_ring
        la      s0, tasks
in_ring:
        lw      t0, STATE(s0)
        beqz    t0, ask_next
        addi    s3, s3, 1
        li      t1, READY
        beq     t0, t1, resume
        lw      t1, AWAITED(s0)
        lw      t2, (t1)
        beqz    t2, ask_next
        addi    t2, t2, -1
        sw      t2, (t1)
        li      t0, READY
        sw      t0, STATE(s0)
        j       resume
ask_next:
        addi    s2, s2, -1
        bnez    s2, next_task
        beqz    s3, all_ended
        wfi                         # wakes up although interrupts are off
        call    serve
        j       schedule

# Goes on with the task s0, interrupts on.
resume:
        csrw    mscratch, s0
        lw      t0, 0(s0)
        csrw    mepc, t0
        li      t0, MSTATUS_MPIE
        csrs    mstatus, t0
        mv      sp, s0
        lw      ra, 4(sp)
        lw      gp, 12(sp)
        lw      tp, 16(sp)
        lw      t0, 20(sp)
        lw      t1, 24(sp)
        lw      t2, 28(sp)
        lw      s0, 32(sp)
        lw      s1, 36(sp)
        lw      a0, 40(sp)
        lw      a1, 44(sp)
        lw      a2, 48(sp)
        lw      a3, 52(sp)
        lw      a4, 56(sp)
        lw      a5, 60(sp)
        lw      a6, 64(sp)
        lw      a7, 68(sp)
        lw      s2, 72(sp)
        lw      s3, 76(sp)
        lw      s4, 80(sp)
        lw      s5, 84(sp)
        lw      s6, 88(sp)
        lw      s7, 92(sp)
        lw      s8, 96(sp)
        lw      s9, 100(sp)
        lw      s10, 104(sp)
        lw      s11, 108(sp)
        lw      t3, 112(sp)
        lw      t4, 116(sp)
        lw      t5, 120(sp)
        lw      t6, 124(sp)
        lw      sp, 8(sp)
        mret

# Serves every interrupt that is pending. Changes t0 to t3.
serve:
        addi    sp, sp, -16
        sw      ra, (sp)
        csrr    t0, mip
        andi    t0, t0, MTIP
        beqz    t0, serve_external
        call    next_slice
        la      t0, slices
        lw      t1, (t0)
        addi    t1, t1, 1
        sw      t1, (t0)
        li      t2, SLICES_A_BEAT
        blt     t1, t2, serve_external
        sw      zero, (t0)
        la      a0, beats
        call    signal
serve_external:
        li      t0, PLIC_CONTEXT
        lw      t1, CLAIM(t0)
        beqz    t1, served
        sw      t1, 4(sp)
        li      t2, UART_SOURCE
        beq     t1, t2, serve_uart
        # the disk: what it asks for is taken back before the waiting task hears of it
        la      t0, disk
        lw      t0, (t0)
        lw      t1, INTERRUPT_STATUS(t0)
        sw      t1, INTERRUPT_ACK(t0)
        la      a0, disk_done
        call    signal
        j       complete
serve_uart:
        li      t0, UART
        lbu     t1, LSR(t0)
        andi    t1, t1, LSR_DATA_READY
        beqz    t1, complete
        lbu     t1, RBR(t0)
        la      t2, typed_at
        lbu     t3, (t2)            # counts up, and wraps with the byte: the buffer has 256 places
        la      t0, typed_text
        add     t0, t0, t3
        sb      t1, (t0)
        addi    t3, t3, 1
        sb      t3, (t2)
        la      a0, typed
        call    signal
        j       serve_uart
complete:
        lw      t1, 4(sp)
        li      t0, PLIC_CONTEXT
        sw      t1, CLAIM(t0)
        j       serve_external
served:
        lw      ra, (sp)
        addi    sp, sp, 16
        ret

# signal(a0: address of a counter): one more. Changes t0.
signal:
        lw      t0, (a0)
        addi    t0, t0, 1
        sw      t0, (a0)
        ret

# The timer interrupt comes after one slice from now. Changes t0, t1, t2.
next_slice:
        li      t0, MTIME
        lw      t1, (t0)            # no carry is lost: the upper half is read again if it changed meanwhile
        lw      t2, 4(t0)
        lw      t0, (t0)
        bltu    t0, t1, next_slice
        li      t1, TIME_SLICE
        add     t1, t0, t1
        sltu    t0, t1, t0
        add     t2, t2, t0
        li      t0, MTIMECMP
        sw      t2, 4(t0)
        sw      t1, (t0)
        ret

uart_setup:
        li      t0, UART
        sb      zero, IER(t0)
        li      t1, LCR_8_BITS
        sb      t1, LCR(t0)
        li      t1, FCR_ENABLE_AND_CLEAR
        sb      t1, FCR(t0)
        li      t1, IER_RECEIVED
        sb      t1, IER(t0)
        ret

# print(a0: address of text that ends with a zero byte). Changes t0, t1, t2, a0, a1.
print:
        mv      a1, a0
        mv      t2, ra
print_next:
        lbu     a0, (a1)
        beqz    a0, print_done
        addi    a1, a1, 1
        call    put
        j       print_next
print_done:
        mv      ra, t2
        ret

# put(a0: character). Changes t0, t1.
put:
        li      t0, UART
put_wait:
        lbu     t1, LSR(t0)
        andi    t1, t1, LSR_THR_EMPTY
        beqz    t1, put_wait
        sb      a0, THR(t0)
        ret

surprised:
        la      a0, surprise
        call    print
        li      t1, FINISHER_FAIL
        j       finish
all_ended:
        la      a0, farewell
        call    print
        li      t1, FINISHER_PASS
finish: li      t0, FINISHER
        sw      t1, (t0)
        ebreak

# ---- the clock -------------------------------------------------------------------------------------------------------
clock_task:
        li      s1, 0
clock_next:
        la      a0, beats
        li      a7, SYS_WAIT
        ecall
        addi    s1, s1, 1
        la      t0, beat_number
        addi    t1, s1, '0'
        sb      t1, (t0)
        la      a0, beat_text
        li      a7, SYS_WRITE
        ecall
        li      t0, BEATS
        blt     s1, t0, clock_next
        li      a7, SYS_EXIT
        ecall

# ---- the console -----------------------------------------------------------------------------------------------------
console_task:
        la      a0, prompt
        li      a7, SYS_WRITE
        ecall
        li      s1, 0               # the place of the next character
console_next:
        la      a0, typed
        li      a7, SYS_WAIT
        ecall
        la      t0, typed_text
        add     t0, t0, s1
        lbu     a0, (t0)
        addi    s1, s1, 1
        andi    s1, s1, 0xff
        li      t0, EOT
        beq     a0, t0, console_end
        li      a7, SYS_PUT
        ecall
        j       console_next
console_end:
        la      a0, console_bye
        li      a7, SYS_WRITE
        ecall
        li      a7, SYS_EXIT
        ecall

# ---- the disk --------------------------------------------------------------------------------------------------------
disk_task:
        # finds the transport behind which a disk is; its interrupt source is its number from 1 on
        li      s1, VIRTIO
        li      s2, 1
disk_find:
        lw      t0, MAGIC_VALUE(s1)
        li      t1, VIRTIO_MAGIC
        bne     t0, t1, disk_other
        lw      t0, VERSION(s1)
        li      t1, 2
        bne     t0, t1, disk_other
        lw      t0, DEVICE_ID(s1)
        li      t1, BLOCK_DEVICE
        beq     t0, t1, disk_found
disk_other:
        li      t0, VIRTIO_STEP
        add     s1, s1, t0
        addi    s2, s2, 1
        li      t0, 8
        ble     s2, t0, disk_find
        la      a0, no_disk
        li      a7, SYS_WRITE
        ecall
        li      a7, SYS_EXIT
        ecall

disk_found:
        la      t0, disk
        sw      s1, (t0)
        # its interrupt: priority 1, enabled beside what is enabled
        li      t0, PLIC
        slli    t1, s2, 2
        add     t0, t0, t1
        li      t1, 1
        sw      t1, (t0)
        sll     t1, t1, s2
        li      t0, PLIC_ENABLE
        lw      t2, (t0)
        or      t1, t1, t2
        sw      t1, (t0)

        # section 3.1.1: reset, acknowledge, features (only version 1), queue 0, ready
        sw      zero, STATUS(s1)
        li      t0, ACKNOWLEDGE | DRIVER
        sw      t0, STATUS(s1)
        sw      zero, DRIVER_FEATURES_SEL(s1)
        sw      zero, DRIVER_FEATURES(s1)
        li      t0, 1
        sw      t0, DRIVER_FEATURES_SEL(s1)
        sw      t0, DRIVER_FEATURES(s1)
        li      t0, ACKNOWLEDGE | DRIVER | FEATURES_OK
        sw      t0, STATUS(s1)
        sw      zero, QUEUE_SEL(s1)
        li      t0, QUEUE_SIZE
        sw      t0, QUEUE_NUM(s1)
        la      t0, descriptors
        sw      t0, QUEUE_DESC(s1)
        sw      zero, QUEUE_DESC + 4(s1)
        la      t0, available
        sw      t0, QUEUE_DRIVER(s1)
        sw      zero, QUEUE_DRIVER + 4(s1)
        la      t0, used
        sw      t0, QUEUE_DEVICE(s1)
        sw      zero, QUEUE_DEVICE + 4(s1)
        li      t0, 1
        sw      t0, QUEUE_READY(s1)
        li      t0, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK
        sw      t0, STATUS(s1)

        li      a0, BLOCK_IN
        call    transfer
        la      a0, read_text
        call    show
        call    capitals
        li      a0, BLOCK_OUT
        call    transfer
        call    blank
        li      a0, BLOCK_IN
        call    transfer
        la      a0, again_text
        call    show
        li      a7, SYS_EXIT
        ecall

# transfer(a0: BLOCK_IN or BLOCK_OUT): moves block 0 between the disk at s1 and `block`, and waits for it. Changes t0 to t3, a0, a7.
transfer:
        la      t0, request
        sw      a0, 0(t0)
        sw      zero, 8(t0)         # the number of the sector
        sw      zero, 12(t0)
        # three descriptors: the header, the data, the status
        la      t1, descriptors
        sw      t0, 0(t1)
        li      t2, 16
        sw      t2, 8(t1)
        li      t2, DESC_NEXT | 1 << 16
        sw      t2, 12(t1)
        la      t0, block
        sw      t0, 16(t1)
        li      t2, SECTOR
        sw      t2, 24(t1)
        li      t2, DESC_NEXT | DESC_WRITE | 2 << 16
        li      t3, BLOCK_IN
        beq     a0, t3, device_writes
        li      t2, DESC_NEXT | 2 << 16
device_writes:
        sw      t2, 28(t1)
        la      t0, outcome
        li      t2, 0xff
        sb      t2, (t0)
        sw      t0, 32(t1)
        li      t2, 1
        sw      t2, 40(t1)
        li      t2, DESC_WRITE
        sw      t2, 44(t1)
        # chain 0 is available: its place in the ring, then the index
        la      t0, available
        lhu     t1, 2(t0)
        andi    t2, t1, QUEUE_SIZE - 1
        slli    t2, t2, 1
        add     t2, t2, t0
        sh      zero, 4(t2)
        addi    t1, t1, 1
        sh      t1, 2(t0)
        fence
        sw      zero, QUEUE_NOTIFY(s1)
        la      a0, disk_done
        li      a7, SYS_WAIT
        ecall
        la      t0, outcome
        lbu     t0, (t0)
        bnez    t0, disk_failed
        ret
disk_failed:
        la      a0, failed_text
        li      a7, SYS_WRITE
        ecall
        li      a7, SYS_EXIT
        ecall

# show(a0: what it is): prints it and the text in `block`. Changes a0, a7.
show:
        li      a7, SYS_WRITE
        ecall
        la      a0, block
        ecall
        ret

# Puts the letters in `block` into capitals. Changes t0, t1, t2, t3.
capitals:
        la      t0, block
        addi    t3, t0, SECTOR
capital:
        lbu     t1, (t0)
        addi    t2, t1, -'a'
        sltiu   t2, t2, 26
        slli    t2, t2, 5
        sub     t1, t1, t2
        sb      t1, (t0)
        addi    t0, t0, 1
        bltu    t0, t3, capital
        ret

# Empties `block`. Changes t0, t1.
blank:
        la      t0, block
        addi    t1, t0, SECTOR
blank_next:
        sw      zero, (t0)
        addi    t0, t0, 4
        bltu    t0, t1, blank_next
        ret

.data
banner:      .asciz "virt: the supervisor has three tasks\n"
prompt:      .asciz "console: type, and end with Ctrl-D\n"
console_bye: .asciz "\nconsole: bye\n"
read_text:   .asciz "disk: block 0 says: "
again_text:  .asciz "disk: written back, it says: "
no_disk:     .asciz "disk: there is none\n"
failed_text: .asciz "disk: the request failed\n"
farewell:    .asciz "virt: all tasks have ended\n"
surprise:    .asciz "virt: unexpected trap\n"
beat_text:   .ascii "clock: "
beat_number: .asciz "0\n"

.align 4
descriptors: .space 16 * QUEUE_SIZE
available:   .space 4 + 2 * QUEUE_SIZE + 4
.align 2
used:        .space 4 + 8 * QUEUE_SIZE + 4
.align 2
request:     .space 16
block:       .space SECTOR
             .byte 0                # ends a block that is full
outcome:     .byte 0xff
.align 2
disk:        .word 0                # the transport of the disk
disk_done:   .word 0                # counters that tasks wait for
typed:       .word 0
beats:       .word 0
slices:      .word 0
typed_at:    .byte 0
.align 2
typed_text:  .space 256
tasks:       .space 128
             .word READY, 0
             .space 128
             .word READY, 0
             .space 128
             .word READY, 0
tasks_end:
.align 4
stacks:      .space TASKS * STACK_BYTES
             .space STACK_BYTES
kernel_stack_top:
             .word 0
