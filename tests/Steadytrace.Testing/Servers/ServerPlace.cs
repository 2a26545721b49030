namespace Steadytrace.Testing.Servers;

/// <summary>Where a server listens, and what a program is started by to be there: nothing on loopback, <c>nsenter …</c> in a network namespace.</summary>
/// <param name="Address">An IPv4 address that the test can reach, too.</param>
/// <param name="Enter">The words before the program's own.</param>
public sealed record ServerPlace(string Address, IReadOnlyList<string> Enter)
{
    /// <summary>This machine, reached by itself alone.</summary>
    public static readonly ServerPlace Loopback = new("127.0.0.1", []);

    /// <summary>Starts a program there.</summary>
    public ServerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        string[] words = [.. Enter, program, .. arguments];
        return ServerProcess.Start(words[0], words[1..], environment, folder);
    }

    /// <summary>Runs a program there to its end, and returns what it wrote.</summary>
    public Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder, TimeSpan within)
    {
        string[] words = [.. Enter, program, .. arguments];
        return ServerProcess.RunAsync(words[0], words[1..], environment, folder, within);
    }

    /// <summary>True when somebody listens on the port.</summary>
    public Task<bool> ListensAsync(int port) => Servers.Loopback.ListensAsync(port, Address);
}
