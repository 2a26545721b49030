using System.Text.Json;
using System.Text.Json.Serialization;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Fleet;

/// <summary>The fleet's contract as JSON, the same on both ends of the HTTP API: camelCase names, times in ISO 8601.</summary>
/// <remarks>Written at compile time, so that a terminal command does not pay for reflection at its start.</remarks>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FleetView))]
[JsonSerializable(typeof(IReadOnlyList<IntervalView>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(MetricSeries))]
[JsonSerializable(typeof(IReadOnlyList<ChunkView>))]
[JsonSerializable(typeof(LiveView))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(FleetProblem))]
public sealed partial class FleetJson : JsonSerializerContext;
