namespace Steadytrace.Metrics.Trust;

/// <summary>What the other end of a connection is.</summary>
public enum PeerPurpose
{
    /// <summary>It was called.</summary>
    Server,

    /// <summary>It called.</summary>
    Client,
}
