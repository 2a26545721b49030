namespace Steadytrace.Console.Access;

/// <summary>Marks an endpoint that <see cref="RequestGuard"/> watches; others of the node (chunks, health) have locks of their own.</summary>
/// <param name="NeedsConsent">True for the API, whose POSTs carry the consent header.</param>
/// <param name="IsPage">True for what a browser shows: gets the content security policy.</param>
internal sealed record GuardedEndpoint(bool NeedsConsent, bool IsPage)
{
    public static GuardedEndpoint Api { get; } = new(NeedsConsent: true, IsPage: false);

    public static GuardedEndpoint Page { get; } = new(NeedsConsent: false, IsPage: true);
}
