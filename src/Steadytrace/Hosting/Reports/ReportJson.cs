using System.Text.Json;
using System.Text.Json.Serialization;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Hosting.Reports;

/// <summary>An interval as one line of JSON, named as in the HTTP API.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IntervalView))]
internal sealed partial class ReportJson : JsonSerializerContext;
