using System.Net;
using Microsoft.AspNetCore.Http;

namespace Steadytrace.Console.Access;

/// <summary>Asks for the cluster's credential, as <see cref="AccessOptions.Rule"/> says.</summary>
internal static class CredentialGuard
{
    /// <summary>Browsers ask a person for it; programs send it as <c>Bearer</c>.</summary>
    public const string Challenge = "Basic realm=\"steadytrace: the cluster's token as the password\", charset=\"UTF-8\"";

    public const string Refusal = "The cluster's credential is needed: 'Authorization: Bearer TOKEN', or in a browser the token as the password. 'steadytrace' reads it from --token-file.";

    public static bool MayPass(HttpRequest request, AccessOptions options) => options.Rule switch
    {
        AccessRule.Nobody => true,
        AccessRule.Remote when IsFromHere(request.HttpContext.Connection.RemoteIpAddress) => true,
        _ => options.Credential.IsShownBy(request),
    };

    private static bool IsFromHere(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
