using System.Net;
using System.Net.NetworkInformation;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Lan;

/// <summary>A switch with machines plugged in: a bridge in this process's own network namespace, and a namespace with a veth pair for each machine.</summary>
/// <remarks>
/// This process must be in a network and a mount namespace of its own, with an empty <c>/run</c> (<c>tests/chaos.sh</c> sees to it): then no
/// address and no device is ever on the machine itself, and all goes with the last process in them.
/// </remarks>
internal sealed class EthernetSwitch
{
    private const string Bridge = "chaos0", Network = "10.77.0.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private int _hosts = 1;

    private EthernetSwitch()
    {
    }

    /// <exception cref="InvalidOperationException">This process can see another device than loopback: it is not alone.</exception>
    public static async Task<EthernetSwitch> MakeAsync()
    {
        var others = NetworkInterface.GetAllNetworkInterfaces().Where(device => device.NetworkInterfaceType != NetworkInterfaceType.Loopback).Select(device => device.Name).ToList();
        if (others.Count > 0) throw new InvalidOperationException($"not in a network namespace of its own: sees {string.Join(", ", others)}; start it by tests/chaos.sh");
        await IpAsync("link", "set", "lo", "up");
        await IpAsync("link", "add", Bridge, "type", "bridge");
        await IpAsync("addr", "add", $"{Network}1/24", "dev", Bridge);
        await IpAsync("link", "set", Bridge, "up");
        return new EthernetSwitch();
    }

    /// <summary>Plugs a new machine in.</summary>
    public async Task<LanHost> PlugInAsync(string name)
    {
        var number = ++_hosts;
        var (port, address) = ($"port{number}", IPAddress.Parse(Network + number).ToString());
        await IpAsync("netns", "add", name);
        await IpAsync("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
        await IpAsync("link", "set", port, "master", Bridge, "up");
        await IpAsync("-n", name, "addr", "add", $"{address}/24", "dev", "eth0");
        await IpAsync("-n", name, "link", "set", "eth0", "up");
        await IpAsync("-n", name, "link", "set", "lo", "up");
        // Not `ip netns exec`: that mounts another /sys, without tracefs.
        return new LanHost(name, new ServerPlace(address, ["nsenter", $"--net=/run/netns/{name}", "--"]), port);
    }

    public static Task IpAsync(params string[] arguments) => ServerProcess.RunAsync("ip", arguments, new Dictionary<string, string?>(), "/", Patience);
}
