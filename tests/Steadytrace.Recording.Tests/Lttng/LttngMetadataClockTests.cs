using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngMetadataClockTests
{
    [Fact]
    public void The_offset_stands_in_the_block_of_the_clock() =>
        Assert.Equal(1_795_410_682_958_370_111, LttngMetadataClock.FindUnixOffset(
            """
            env {
                offset = 5;
            };
            clock {
                name = "monotonic";
                freq = 1000000000; /* Frequency, in Hz */
                /* clock value offset from Epoch is: offset * (1/freq) */
                offset = 1795410682958370111;
            };
            """));

    [Fact]
    public void Whole_seconds_are_added() =>
        Assert.Equal(3_000_000_007, LttngMetadataClock.FindUnixOffset("clock {\n freq = 1000000000;\n offset_s = 3;\n offset = 7;\n};"));

    [Fact]
    public void A_clock_that_does_not_count_nanoseconds_tells_nothing() =>
        Assert.Null(LttngMetadataClock.FindUnixOffset("clock {\n freq = 1000;\n offset = 7;\n};"));

    [Fact]
    public void The_clock_of_ctf_2_is_found_among_the_fragments() =>
        Assert.Equal(1_795_410_682_000_000_009, LttngMetadataClock.FindUnixOffset(
            "\x1E{\"type\": \"preamble\", \"version\": 2}\n\x1E{\"type\": \"clock-class\", \"name\": \"monotonic\", \"frequency\": 1000000000, "
            + "\"offset-from-origin\": {\"seconds\": 1795410682, \"cycles\": 9}}\n\x1E{\"type\": \"data-stream-cla"));

    [SharedTraceFact]
    public void Packets_of_real_metadata_are_looked_into()
    {
        var metadata = Directory.EnumerateFiles(SharedTraces.Path("kernel-16cores"), "metadata", SearchOption.AllDirectories).First();

        Assert.InRange(LttngMetadataClock.ReadUnixOffset(metadata) ?? 0, 1_200_000_000_000_000_000, 1_800_000_000_000_000_000);
    }
}
