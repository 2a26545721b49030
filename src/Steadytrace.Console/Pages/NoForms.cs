using Microsoft.AspNetCore.Components.Forms;

namespace Steadytrace.Console.Pages;

/// <summary>
/// The pages post no forms, so they need no antiforgery token: orders go over the circuit, which <see cref="Access.RequestGuard"/>
/// watches. The framework's own would set a cookie that the node cannot read after a restart, and log that as an error.
/// </summary>
internal sealed class NoForms : AntiforgeryStateProvider
{
    public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
}
