using System.Text.RegularExpressions;
using Steadytrace.Testing;

namespace Steadytrace.Simulation.Tests;

/// <summary>The places that <c>tests/simulate-mutants.sh</c> breaks; to simulate them all takes too long for a test.</summary>
public sealed partial class MutantTests
{
    /// <summary>Each of these must be shown to be missed when it is broken.</summary>
    private static readonly string[] Rules =
    [
        "tally-before-durable", "decided-twice", "published-before-complete", "last-for-end", "inventory-without-older-runs", "inventory-without-published-through",
        "partial-moves-published-through", "published-through-before-confirm", "deleted-before-published-through", "two-publishers",
    ];

    public static TheoryData<string, string, string> Places
    {
        get
        {
            var places = new TheoryData<string, string, string>();
            foreach (var mutant in Mutants()) places.Add(mutant[0], mutant[2], mutant[3]);
            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_mutant_still_finds_its_place_in_the_code(string name, string file, string text)
    {
        var source = File.ReadAllText(ProjectFiles.Path($"src/{file}"));

        Assert.True(source.Split(text).Length == 2, $"{name}: the text is to be in {file} once: {text}");
    }

    [Fact]
    public void Every_rule_has_its_mutant() => Assert.Empty(Rules.Except(Mutants().Select(mutant => mutant[0])));

    private static IEnumerable<string[]> Mutants() =>
        File.ReadLines(ProjectFiles.Path("tests/simulate-mutants.sh"))
            .SkipWhile(line => !line.StartsWith("mutants()", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line != "END")
            .Select(line => Bar().Split(line).Select(part => part.Replace("\\|", "|", StringComparison.Ordinal)).ToArray());

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
