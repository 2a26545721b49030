using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Steadytrace.Cluster.Trust;

/// <summary>The secret that all nodes of a cluster share. It is shown by no text of this type, so that no log, no failure and no list of arguments can tell it.</summary>
public sealed class ClusterCredential
{
    private const string Bearer = "Bearer ", Basic = "Basic ";

    private readonly string _token;
    private readonly byte[] _hash;

    /// <param name="token">Empty: nobody can show it.</param>
    public ClusterCredential(string token) => (_token, _hash) = (token, SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>No node has it, so nobody can show it.</summary>
    public bool IsNone => _token.Length == 0;

    /// <summary>For a request's <c>Authorization</c>.</summary>
    public AuthenticationHeaderValue Header => new("Bearer", _token);

    public static implicit operator ClusterCredential(string token) => FromString(token);

    public static ClusterCredential FromString(string token) => new(token);

    /// <summary>Whether a request shows it: as <c>Bearer</c>, or as the password of <c>Basic</c>, which browsers ask people for; the user's name does not matter there.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        var given = request.Headers.Authorization is [{ } one] ? one : "";
        return given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? Is(given[Bearer.Length..].Trim())
            : given.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Is(PasswordOf(given[Basic.Length..].Trim()));
    }

    public override string ToString() => "***";

    /// <summary>Takes as long for a token that is nearly right as for any other of its length.</summary>
    private bool Is(string token) => !IsNone && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), _hash);

    private static string PasswordOf(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return "";
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : pair[(colon + 1)..];
    }
}
