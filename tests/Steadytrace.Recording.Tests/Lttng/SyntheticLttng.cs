using System.Xml.Linq;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

/// <summary>
/// A stand-in for the <c>lttng</c> of a machine with the kernel tracer: answers with the synthetic texts of a release, notes what it was asked, and makes an archive
/// of a recorded trace at each rotation.
/// </summary>
internal sealed class SyntheticLttng : IDisposable
{
    private const string Script = """
        #!/bin/sh
        # Arguments: --mi xml --no-sessiond COMMAND ...
        shift 3
        echo "$*" >> FOLDER/commands
        answer() { sed "s#SESSION#$(cat FOLDER/session 2>/dev/null)#;s#OUTPUT#$(cat FOLDER/output 2>/dev/null)#" ANSWERS/$1.xml; }
        case "$1 $2" in
            version*) answer version ;;
            "list --kernel") answer list-kernel ;;
            list*) [ -e FOLDER/dying ] && rm FOLDER/dying && kill -9 $$; answer list ;;
            create*) echo "$2" > FOLDER/session; echo "${3#--output=}" > FOLDER/output; answer done ;;
            rotate*)
                number=$(grep -c '^rotate' FOLDER/commands)
                archive=$(cat FOLDER/output)/archives/20260101T000000+0000-20260101T000001+0000-$number
                mkdir -p "$archive" && cp -rL --no-preserve=mode TRACE/. "$archive" && answer rotate ;;
            destroy*) rm FOLDER/session; answer done ;;
            *) answer done ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    /// <param name="release">A folder of <c>Synthetic</c>.</param>
    /// <param name="trace">What each rotation archives: a folder with <c>kernel</c>, <c>ust</c> or both.</param>
    public SyntheticLttng(string release, string trace)
    {
        File.WriteAllText(Command, Script.Replace("FOLDER", _folder.Path, StringComparison.Ordinal).Replace("ANSWERS", Folder(release), StringComparison.Ordinal).Replace("TRACE", trace, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Command => _folder["lttng"];

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyList<string> Commands => File.ReadAllLines(_folder["commands"]);

    /// <summary>The next list of sessions is killed before it answers.</summary>
    public void KillNextList() => File.WriteAllText(_folder["dying"], "");

    /// <summary>Releases that there are answers of.</summary>
    public static TheoryData<string> Releases => [..  Directory.EnumerateDirectories(Folder("")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>One answer.</summary>
    public static XElement Answer(string release, string name) => XDocument.Load(Path.Combine(Folder(release), name + ".xml")).Root!;

    public void Dispose() => _folder.Dispose();

    private static string Folder(string release) => Path.Combine(ProjectFiles.Path("tests/Steadytrace.Recording.Tests/Lttng/Synthetic"), release);
}
