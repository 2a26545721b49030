using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Messages;

/// <summary>To a node: what are you and what do your parts say?</summary>
public sealed record NodeReportWanted : IClusterMessage;

/// <summary>A node about itself.</summary>
public sealed record NodeReport(
    string Node, string Host, string Datacenter, string Version, PoolReport? Pool, SourceReport[] Sources, PublisherView? Publisher, FailureView[] Failures)
    : IClusterMessage;

/// <summary>To a node that may hold an aggregator.</summary>
public sealed record IntervalsWanted(int Limit) : IClusterMessage;

public sealed record IntervalsGiven(IntervalView[] Intervals) : IClusterMessage;

public sealed record MetricNamesWanted(string Match, int Limit) : IClusterMessage;

public sealed record MetricNamesGiven(string[] Names) : IClusterMessage;

public sealed record SeriesWanted(string Name) : IClusterMessage;

/// <summary>A series as two columns of the same length.</summary>
public sealed record SeriesGiven(bool Found, long[] UnixSeconds, double[] Values) : IClusterMessage;

public sealed record PublisherReportWanted : IClusterMessage;

public sealed record PublisherReport(PublisherView View) : IClusterMessage;

/// <summary>To a node: a person's word to its tracer.</summary>
public sealed record CommandTracer(TracerCommand Command) : IClusterMessage;

/// <summary>A node's answer to a command.</summary>
public sealed record CommandAnswered(bool Done, string Message) : IClusterMessage;
