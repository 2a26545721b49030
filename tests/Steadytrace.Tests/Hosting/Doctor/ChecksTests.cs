using Steadytrace.Hosting.Doctor;
using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting.Doctor;

public sealed class ChecksTests
{
    private const string Mounts = "nodev /sys/kernel/tracing tracefs rw 0 0\n";

    [Theory]
    [InlineData("ID=debian", "apt install a")]
    [InlineData("ID=ubuntu\nID_LIKE=debian", "apt install a")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "apt install a")]
    [InlineData("ID=fedora", "dnf install b")]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", "dnf install b")]
    [InlineData("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"", "zypper install c")]
    [InlineData("ID=gentoo", null)]
    public void Each_family_installs_with_its_own_command(string release, string? command)
    {
        using var machine = new FakeMachine(os: release);
        Assert.Equal(command, machine.Look().Distribution.Install("", "a", "b", "c"));
    }

    [Fact]
    public void Root_lacks_nothing_where_tracefs_is_not_mounted_and_a_user_is_told_to_mount_it()
    {
        using var root = new FakeMachine();
        using var user = new FakeMachine(root: false);
        Assert.All(FtraceCheck.Look(root.Look(), new TracefsOptions()), finding => Assert.Equal(FindingState.Well, finding.State));
        var lack = Assert.Single(FtraceCheck.Look(user.Look(), new TracefsOptions()), finding => finding.State == FindingState.Lack);
        Assert.Equal("sudo mount -t tracefs nodev /sys/kernel/tracing", lack.Mend);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void The_capability_is_what_a_user_needs(bool capability, bool isWell)
    {
        using var machine = new FakeMachine(root: false, capability).With("proc/self/mounts", Mounts).With("sys/kernel/tracing/available_events", "sched:sched_switch\n");
        Assert.Equal(isWell ? FindingState.Well : FindingState.Lack, FtraceCheck.Look(machine.Look(), new TracefsOptions()).Single(finding => finding.What == "rights").State);
    }

    [Theory]
    [InlineData("3.10.0-1160.el7.x86_64", "[none] integrity", false)]
    [InlineData("3.17.0", "", true)]
    [InlineData("6.8.0-31-generic", "none [integrity] confidentiality", true)]
    [InlineData("6.8.0-31-generic", "none integrity [confidentiality]", false)]
    public void A_kernel_that_is_too_old_or_locked_down_is_told(string release, string lockdown, bool isWell)
    {
        using var machine = new FakeMachine(release: release).With("sys/kernel/security/lockdown", lockdown);
        Assert.Equal(isWell ? FindingState.Well : FindingState.Lack, FtraceCheck.Look(machine.Look(), new TracefsOptions()).First().State);
    }

    [Theory]
    [InlineData("tracing:x:120:", "sudo usermod --append --groups tracing ann")]
    [InlineData("tracing:x:120:bert,ann", "newgrp tracing")]
    [InlineData("tracing:x:27:", null)]
    public void Who_is_not_in_the_group_of_roots_session_daemon_is_told_how_to_come_into_it(string group, string? mend)
    {
        using var machine = new FakeMachine(root: false).With("etc/group", $"sudo:x:27:\n{group}\n");
        Assert.Equal(mend, LttngCheck.RootsDaemon(machine.Look(), "ann").Mend);
    }

    [Fact]
    public void Events_that_the_kernel_lacks_are_told()
    {
        using var machine = new FakeMachine().With("proc/self/mounts", Mounts).With("sys/kernel/tracing/available_events", "sched:sched_switch\nsched:sched_wakeup\ntimer:timer_start\n");
        Assert.Equal("2 of 3 chosen", FtraceCheck.Look(machine.Look(), new TracefsOptions { Events = ["sched:*"] }).Last().Found);
        var lack = FtraceCheck.Look(machine.Look(), new TracefsOptions { Events = ["net:*"] }).Last();
        Assert.Equal((FindingState.Lack, "export STEADYTRACE__TRACER__FTRACE__EVENTS=@overview"), (lack.State, lack.Mend));
    }

    [Theory]
    [InlineData(true, "ulimit -n 65536")]
    [InlineData(false, "sudo prlimit --pid $$ --nofile=65536:65536")]
    public void Only_root_can_raise_what_is_allowed(bool root, string mend)
    {
        using var machine = new FakeMachine(root).With("proc/self/limits", "Max open files            1024 1024 files\n");
        Assert.Equal(mend, LimitsCheck.Look(machine.Look()).Mend);
    }

    [Fact]
    public void A_root_of_tracefs_that_is_not_there_is_told_with_the_usual_one()
    {
        using var machine = new FakeMachine();
        var lack = Assert.Single(FtraceCheck.Look(machine.Look(), new TracefsOptions { Root = "/mnt/tracing" }), finding => finding.State == FindingState.Lack);
        Assert.Equal("export STEADYTRACE__TRACER__FTRACE__ROOT=/sys/kernel/tracing", lack.Mend);
    }

    [Fact]
    public void Counters_that_a_user_may_not_read_come_with_the_command_that_permits_them()
    {
        using var machine = new FakeMachine(root: false).With("proc/sys/kernel/perf_event_paranoid", "3\n");
        var finding = Assert.Single(LttngCheck.Counters(machine.Look(), new LttngOptions { UserContexts = ["perf:thread:cycles"] }));
        Assert.Equal("sudo sysctl kernel.perf_event_paranoid=2", finding.Mend);
    }

    [Theory]
    [InlineData("1024 1024 files", false)]
    [InlineData("1024 524288 files", true)]
    [InlineData("unlimited unlimited files", true)]
    public void The_allowed_number_of_files_counts_not_the_given_one(string limit, bool isWell)
    {
        using var machine = new FakeMachine().With("proc/self/limits", $"Limit                     Soft Limit           Hard Limit           Units     \nMax open files            {limit}\nMax locked memory         65536 65536 bytes\n");
        var finding = LimitsCheck.Look(machine.Look());
        Assert.Equal(isWell ? FindingState.Well : FindingState.Lack, finding.State);
        Assert.EndsWith("64.0 KiB locked memory", finding.Found.Split(':')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ID=debian", "lib/systemd/systemd-timesyncd", "timedatectl set-ntp true")]
    [InlineData("ID=fedora", "etc/nothing", "dnf install chrony")]
    public void A_clock_that_nobody_keeps_right_has_its_mend(string os, string file, string mend)
    {
        using var machine = new FakeMachine(os: os).With(file, "");
        Assert.Equal(mend, ClockCheck.Told(machine.Look(), 5, TimeSpan.FromMilliseconds(100)).Mend);
        Assert.Null(ClockCheck.Told(machine.Look(), 0, TimeSpan.FromMilliseconds(100)).Mend);
    }

    [Fact]
    public void A_spool_that_cannot_be_written_is_told_with_the_command_that_makes_it()
    {
        using var folder = new TemporaryFolder();
        using var machine = new FakeMachine(root: false);
        var lack = SpoolCheck.Look(machine.Look(), "/proc/nothing/spool", 1);
        Assert.Equal(FindingState.Lack, lack.State);
        Assert.StartsWith("sudo install -d -m 0700 -o ", lack.Mend, StringComparison.Ordinal);
        Assert.NotEqual(FindingState.Lack, SpoolCheck.Look(machine.Look(), folder["spool"], 1).State);
        Assert.Equal(FindingState.Note, SpoolCheck.Look(machine.Look(), folder["spool"], long.MaxValue).State);
        Assert.Empty(Directory.GetFiles(folder.Path, ".steadytrace*"));
    }

    [Theory]
    [InlineData(null, true, true, false, "records with ftrace; replay would work too", true)]
    [InlineData(null, false, true, true, "records with lttng; replay would work too", true)]
    [InlineData(null, false, true, false, "records with replay of the sample (a node refuses to start)", false)]
    [InlineData("ftrace,lttng", true, true, false, "records with ftrace and lttng; replay would work too", true)]
    [InlineData("ftrace,lttng", true, false, false, "records with ftrace; replay would work too", false)]
    [InlineData("ftrace", false, true, true, "nothing that is asked for can be recorded", false)]
    public void A_recorder_that_nobody_asked_for_may_lack(string? wanted, bool ftrace, bool lttng, bool daemon, string verdict, bool isWell)
    {
        var (findings, told) = Examination.Weigh(wanted?.Split(','), [Of(ftrace)], [Of(lttng)], daemon);
        Assert.Equal(verdict, told);
        Assert.Equal(isWell, findings.All(finding => finding.State != FindingState.Lack));
    }

    private static Finding Of(bool well) => well ? Finding.Well("it", "there") : Finding.Lack("it", "not there");
}
