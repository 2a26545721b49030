using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>A CPU that a test takes away; it is back when the test is over, however that ends.</summary>
internal sealed class PluggedCpu : IDisposable
{
    private readonly string _switch;

    public PluggedCpu(int number)
    {
        _switch = Switch(number);
        Assert.Equal("1", File.ReadAllText(_switch).Trim());
        // A test process that is ended from outside runs this; one that is killed is beyond help.
        AppDomain.CurrentDomain.ProcessExit += BringBack;
    }

    public bool Online
    {
        get => File.ReadAllText(_switch).Trim() == "1";
        set => File.WriteAllText(_switch, value ? "1" : "0");
    }

    public static string Switch(int number) => $"/sys/devices/system/cpu/cpu{number}/online";

    public void Dispose()
    {
        BringBack(this, EventArgs.Empty);
        AppDomain.CurrentDomain.ProcessExit -= BringBack;
    }

    private void BringBack(object? sender, EventArgs ended) => Online = true;
}

/// <summary>A test that records this machine's kernel and takes its second CPU away: skipped, with a word, where that cannot be.</summary>
public sealed class HotPlugFactAttribute : FactAttribute
{
    public HotPlugFactAttribute() => Skip = new TracefsFactAttribute().Skip ?? (File.Exists(PluggedCpu.Switch(1)) ? null! : "takes CPU 1 away: this machine's cannot be");
}
