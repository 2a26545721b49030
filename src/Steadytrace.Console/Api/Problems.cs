using Microsoft.AspNetCore.Http;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Console.Api;

/// <summary>Refusals of the API.</summary>
internal static class Problems
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="line">One line that names what is wrong and what to do.</param>
    public static IResult Because(int status, string line) =>
        Results.Json(new FleetProblem(line, status), FleetJson.Default.FleetProblem, FleetProblem.MediaType, status);

    public static IResult BadRequest(string line) => Because(StatusCodes.Status400BadRequest, line);
}
