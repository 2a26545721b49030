using System.Runtime.InteropServices;

namespace Steadytrace.Recording.Lttng;

/// <summary>Makes the names in a folder durable: .NET opens no folders, so the three system calls are made here.</summary>
internal static class DurableFolder
{
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>fsync of a folder.</summary>
    /// <exception cref="IOException">It could not be opened or synced.</exception>
    public static void Sync(string folder)
    {
        var descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0) throw new IOException($"{folder}: cannot be opened to sync it (error {Marshal.GetLastPInvokeError()})");
        var synced = Fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (synced != 0) throw new IOException($"{folder}: cannot be synced (error {error})");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
