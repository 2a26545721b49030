namespace Steadytrace.Top.Running;

/// <summary>Reads keys on a thread of its own, which ends with the program: nothing but a key ends a wait for a key.</summary>
internal static class KeyReader
{
    public static void Start(Action<ConsoleKeyInfo> pressed)
    {
        // Without a keyboard there is still Control-C, as a signal.
        if (Terminal.IsInputRedirected) return;
        var thread = new Thread(() => Read(pressed)) { IsBackground = true, Name = "keys" };
        thread.Start();
    }

    private static void Read(Action<ConsoleKeyInfo> pressed)
    {
        try
        {
            while (true) pressed(Terminal.ReadKey(intercept: true));
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // The keyboard is gone; signals still come.
        }
    }
}
