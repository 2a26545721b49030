using Microsoft.Win32.SafeHandles;
using Steadytrace.Traces;

namespace Steadytrace.Fuzz;

/// <summary>The files of a sound input, one of which is damaged at a time. They stay open: a case costs one write, and no search for traces.</summary>
internal sealed class InputFolder(string path)
{
    private readonly Dictionary<string, (byte[] Sound, SafeFileHandle Handle)> _files = [];
    private string? _damaged;

    public string Path => path;

    /// <summary>What is to be counted there.</summary>
    public TraceFolders Found { get; private set; } = new([], [], [], HasRecordedMarker: false, []);

    public byte[] Sound(string name) => _files[name].Sound;

    /// <summary>Puts another sound input in the place of the last one.</summary>
    public void Begin(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (_, handle) in _files.Values) handle.Dispose();
        _files.Clear();
        _damaged = null;
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        foreach (var (name, bytes) in files)
        {
            var file = System.IO.Path.Combine(path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            _files[name] = (bytes, File.OpenHandle(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
            RandomAccess.Write(_files[name].Handle, bytes, 0);
        }

        Found = TraceFolders.Find(path);
    }

    /// <summary>Damages a file, and mends the one damaged before.</summary>
    public void Damage(string name, byte[] bytes)
    {
        if (_damaged is { } before && before != name) Write(before, _files[before].Sound);
        _damaged = name;
        Write(name, bytes);
    }

    private void Write(string name, byte[] bytes)
    {
        var handle = _files[name].Handle;
        RandomAccess.SetLength(handle, bytes.Length);
        RandomAccess.Write(handle, bytes, 0);
    }
}
