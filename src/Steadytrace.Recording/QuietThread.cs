using System.Runtime.InteropServices;

namespace Steadytrace.Recording;

/// <summary>A thread for work that nobody waits for: it runs when no other wants the processor.</summary>
/// <remarks>The runtime's own priorities do nothing on Linux, where niceness is a thread's, not a process's.</remarks>
public static partial class QuietThread
{
    private const int OfProcess = 0;
    private const int Self = 0;
    private const int Nicest = 19;

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name, for people: up to 15 characters are shown.</param>
    /// <param name="work">What it does; it must not throw.</param>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = name };
        thread.Start();
        return thread;

        void Run()
        {
            // Where it is not allowed the work is done all the same.
            if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcess, Self, Nicest);
            work();
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int niceness);
}
