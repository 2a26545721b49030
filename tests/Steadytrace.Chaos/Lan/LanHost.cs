using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Lan;

/// <summary>A machine of the network: a network namespace with an address of its own.</summary>
/// <param name="Name">Unique in the network.</param>
/// <param name="Place">Its address, and how a program is started on it.</param>
/// <param name="Port">The device at the far end of its cable, where it is cut.</param>
internal sealed record LanHost(string Name, ServerPlace Place, string Port)
{
    public string Address => Place.Address;

    /// <summary>Pulls the cable out: both ends see that there is no carrier, no connection is closed.</summary>
    public Task CutAsync() => EthernetSwitch.IpAsync("link", "set", Port, "down");

    public Task HealAsync() => EthernetSwitch.IpAsync("link", "set", Port, "up");
}
