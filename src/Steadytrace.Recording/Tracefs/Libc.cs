using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Tracefs;

/// <summary>The few calls of the C library that .NET does not offer. All file descriptors are closed on exec.</summary>
internal static class Libc
{
    public const int ReadOnly = 0, WriteOnly = 1, Truncate = 0x200, Append = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    public const int Again = 11, Interrupted = 4, NoSpace = 28, NoEntry = 2, Denied = 13, NotPermitted = 1, Busy = 16, CrossDevice = 18, TooManyLinks = 31, Exists = 17, NoDevice = 19;
    public const short PollIn = 1;
    public const uint SpliceMove = 1, SpliceNonBlocking = 2;
    public const int RealTime = 0, Monotonic = 1, BootTime = 7;
    private const int SetPipeSize = 1031;
    private const int Exclusive = 2, WithoutWaiting = 4, Unlock = 8;
    private const int ProcessorsOnline = 84;

    /// <summary>Opens a file that must exist.</summary>
    /// <exception cref="Win32Exception">With the call's error number.</exception>
    public static FileDescriptor Open(string path, int flags)
    {
        int fd;
        do fd = OpenCall(path, flags | CloseOnExec, 0);
        while (fd < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return fd >= 0 ? new FileDescriptor(fd) : throw Failure();
    }

    /// <summary>Reads a small file of the kernel's in one call.</summary>
    /// <returns>How many bytes; below zero where it is not there, or may not be read.</returns>
    public static int TryReadFile(string path, Span<byte> bytes)
    {
        var fd = OpenCall(path, ReadOnly | CloseOnExec, 0);
        if (fd < 0) return -1;
        var length = ReadCall(fd, ref MemoryMarshal.GetReference(bytes), bytes.Length);
        _ = Close(fd);
        return (int)length;
    }

    /// <summary>A pipe that never blocks.</summary>
    /// <param name="bytes">Its size; smaller when the system allows no more.</param>
    public static (FileDescriptor Read, FileDescriptor Write) Pipe(int bytes)
    {
        var ends = new int[2];
        if (PipeCall(ends, NonBlocking | CloseOnExec) != 0) throw Failure();
        // Refused above the system's limit: the pipe then keeps its 64 KiB, which only takes more calls.
        _ = ControlCall(ends[1], SetPipeSize, bytes);
        return (new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
    }

    /// <summary>A counter that can be polled for.</summary>
    public static FileDescriptor EventCounter()
    {
        var fd = EventCall(0, NonBlocking | CloseOnExec);
        return fd >= 0 ? new FileDescriptor(fd) : throw Failure();
    }

    /// <summary>Takes the lock of an open file or folder, unless somebody else has it.</summary>
    public static bool TryLock(FileDescriptor open) => LockCall(open, Exclusive | WithoutWaiting) == 0;

    /// <summary>Gives it back, also when a child that was just forked still holds a copy of the descriptor.</summary>
    public static void Release(FileDescriptor open) => _ = LockCall(open, Unlock);

    /// <summary>Nanoseconds of a clock.</summary>
    public static long Clock(int clock) => ClockCall(clock, out var now) == 0 ? now.Seconds * 1_000_000_000 + now.Nanoseconds : throw Failure();

    /// <summary>Processors of the machine that are online. The runtime's own number is what this process may use of them: one, in a small container.</summary>
    public static int OnlineProcessors => (int)ConfigurationCall(ProcessorsOnline) is > 0 and var online ? online : throw Failure();

    /// <summary>The error of the last call.</summary>
    public static Win32Exception Failure() => new(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenCall([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadCall(int fd, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static extern int PipeCall(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int LockCall(FileDescriptor fd, int operation);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int ControlCall(int fd, int command, nint argument);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static extern int EventCall(uint initial, int flags);

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static extern int ClockCall(int clock, out TimeSpec time);

    [DllImport("libc", EntryPoint = "sysconf", SetLastError = true)]
    private static extern nint ConfigurationCall(int name);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int fd);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    public static extern nint Read(FileDescriptor fd, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    public static extern nint Write(FileDescriptor fd, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "splice", SetLastError = true)]
    public static extern nint Splice(FileDescriptor from, nint noOffset, FileDescriptor into, nint alsoNoOffset, nint count, uint flags);

    [DllImport("libc", EntryPoint = "splice", SetLastError = true)]
    public static extern nint SpliceToFile(FileDescriptor from, nint noOffset, SafeHandle into, ref long offset, nint count, uint flags);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static extern int Poll([In, Out] PollEntry[] entries, nuint count, int timeoutMilliseconds);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static extern int Sync(FileDescriptor fd);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    public static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string created);

    [DllImport("libc", EntryPoint = "rmdir", SetLastError = true)]
    public static extern int RemoveDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    public static extern int MakeDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "mount", SetLastError = true)]
    public static extern int Mount(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string type, nuint flags, nint data);

    [DllImport("libc", EntryPoint = "umount2", SetLastError = true)]
    public static extern int Unmount([MarshalAs(UnmanagedType.LPUTF8Str)] string target, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }

    /// <summary>One entry of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
