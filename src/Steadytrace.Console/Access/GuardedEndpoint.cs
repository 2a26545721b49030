namespace Steadytrace.Console.Access;

/// <summary>Marks an endpoint that <see cref="RequestGuard"/> and <see cref="CredentialGuard"/> watch; others of the node (chunks, health) have locks of their own, or need none.</summary>
/// <param name="NeedsConsent">True for the API, whose POSTs carry the consent header.</param>
/// <param name="IsPage">True for what a browser shows: gets the content security policy.</param>
/// <param name="IsCalledByName">True where the request must call this node by a name of its own.</param>
internal sealed record GuardedEndpoint(bool NeedsConsent, bool IsPage, bool IsCalledByName)
{
    public static GuardedEndpoint Api { get; } = new(NeedsConsent: true, IsPage: false, IsCalledByName: true);

    public static GuardedEndpoint Page { get; } = new(NeedsConsent: false, IsPage: true, IsCalledByName: true);

    public static GuardedEndpoint Figures { get; } = new(NeedsConsent: false, IsPage: false, IsCalledByName: false);
}
