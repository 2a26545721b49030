using System.Runtime.InteropServices;
using Steadytrace.Settings;

namespace Steadytrace.Hosting.Doctor;

/// <summary>Whether somebody keeps the wall clock right: metrics of a fleet are put together by it.</summary>
internal static class ClockCheck
{
    private const string What = "clock";

    /// <summary>What <c>adjtimex(2)</c> returns when nobody sets the clock.</summary>
    private const int NotSynchronized = 5;

    /// <summary>More than <c>struct timex</c> has on any architecture.</summary>
    private const int TimexBytes = 512;

    public static Finding Look(Machine machine, TimeSpan maxStep) => Told(machine, Adjust(new byte[TimexBytes]), maxStep);

    internal static Finding Told(Machine machine, int state, TimeSpan maxStep)
    {
        var steps = $"a step of more than {Quantities.Show(maxStep)} begins a new run";
        return state switch
        {
            NotSynchronized => Finding.Note(What, $"nobody keeps it right; {steps}", MendOf(machine)),
            < 0 => Finding.Note(What, $"the kernel does not tell whether it is kept right; {steps}"),
            _ => Finding.Well(What, $"kept right by NTP; {steps}"),
        };
    }

    private static string? MendOf(Machine machine) =>
        File.Exists(machine.At("lib/systemd/systemd-timesyncd")) || File.Exists(machine.At("usr/lib/systemd/systemd-timesyncd"))
            ? $"{machine.Sudo}timedatectl set-ntp true"
            : machine.Distribution.Install(machine.Sudo, "chrony", "chrony", "chrony");

    // All zero: it only asks.
    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int Adjust([In, Out] byte[] timex);
}
