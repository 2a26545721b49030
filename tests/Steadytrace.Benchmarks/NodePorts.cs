namespace Steadytrace.Benchmarks;

/// <summary>Ports of a node, on loopback.</summary>
/// <param name="Http">Its pages, and chunk bytes.</param>
/// <param name="Cluster">Its own place in the cluster.</param>
/// <param name="Seed">The node that it joins through; the first node's own.</param>
internal readonly record struct NodePorts(int Http, int Cluster, int Seed);
