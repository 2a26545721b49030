using System.CommandLine;
using System.Security.Cryptography;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Commands.Fleet;

/// <summary>What terminal commands show a node, and by what they know it: the same variables as the node's own.</summary>
internal static class NodeAccess
{
    private const string AuthorityVariable = "STEADYTRACE__TLS__AUTHORITY", TokenFileVariable = "STEADYTRACE__HTTP__TOKEN_FILE", TokenVariable = "STEADYTRACE__HTTP__TOKEN";

    public static Option<string?> AuthorityFile { get; } = new("--authority")
    {
        Description = $"With https://: who must have signed the node's certificate, a PEM file. [default: {AuthorityVariable}, else whom this machine trusts]",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"The file with the cluster's token, for a node of another machine. [default: {TokenFileVariable}; or the token in {TokenVariable}]",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The way to a node.</summary>
    /// <exception cref="MistakeException">A file cannot be read.</exception>
    public static HttpClient Open(ParseResult parsed, Uri address, TimeSpan timeLimit)
    {
        var authority = Read(parsed, AuthorityFile, AuthorityVariable, Authority.Read);
        var token = Read(parsed, TokenFile, TokenFileVariable, ReadToken) ?? (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } variable ? new ClusterCredential(variable) : null);
        // A redirect could lead the token elsewhere, and a proxy could read it.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, SslOptions = { CertificateChainPolicy = authority?.Policy(PeerPurpose.Server) } };
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = timeLimit };
        // Where the fleet has TLS, the token goes to no other machine without it.
        var isSafe = address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || authority is null;
        if (token is not null && isSafe) http.DefaultRequestHeaders.Authorization = token.Header;
        return http;
    }

    private static ClusterCredential ReadToken(string path) => new(File.ReadLines(path).FirstOrDefault("").Trim());

    private static T? Read<T>(ParseResult parsed, Option<string?> option, string variable, Func<string, T> read)
        where T : class
    {
        var given = parsed.GetValue(option);
        var (path, origin) = given is { Length: > 0 } ? (given, option.Name) : (Environment.GetEnvironmentVariable(variable), variable);
        if (path is not { Length: > 0 }) return null;
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MistakeException($"{origin} is '{path}': it cannot be used: {exception.Message}");
        }
    }
}
