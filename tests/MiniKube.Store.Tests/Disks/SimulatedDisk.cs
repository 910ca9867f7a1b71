using MiniKube.Store.Disks;

namespace MiniKube.Store.Tests.Disks;

/// <summary>
/// A disk in memory that knows what is durable and what is not yet. It can fail on purpose, and what it leaves behind after
/// a crash is what a real one may leave: any mix of old and new sectors, and names as of any moment since the last sync.
/// </summary>
internal sealed class SimulatedDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedFile> _names;
    private readonly Dictionary<string, SimulatedFile> _durableNames;
    private readonly List<Action<Dictionary<string, SimulatedFile>>> _pending = [];
    private bool _isCut;

    public SimulatedDisk()
        : this([])
    {
    }

    private SimulatedDisk(Dictionary<string, SimulatedFile> names)
    {
        _names = names;
        _durableNames = new Dictionary<string, SimulatedFile>(names);
    }

    /// <summary>Asked before each operation with its name ("write", "sync", …); what it throws is what the store gets.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>How many operations have changed the disk, or made changes durable.</summary>
    public int Changes { get; private set; }

    /// <summary>The bytes of a file, to be looked at and damaged.</summary>
    public SimulatedFile this[string name] => _names[name];

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return [.. _names.Keys];
        }
    }

    public IDiskFile Create(string name, long length)
    {
        var file = new SimulatedFile(this, length);
        Change("create", () => Rename(names => names.Add(name, file)));
        return file;
    }

    public IDiskFile Open(string name)
    {
        lock (_gate)
        {
            return _names[name];
        }
    }

    public void Rename(string from, string to) => Change("rename", () => Rename(names =>
    {
        names.Remove(from, out var file);
        names[to] = file!;
    }));

    public void Delete(string name) => Change("delete", () =>
    {
        if (_names.TryGetValue(name, out var file))
        {
            file.IsDeleted = true;
        }

        Rename(names => names.Remove(name));
    });

    public void Sync() => Change("sync directory", () =>
    {
        _pending.ForEach(change => change(_durableNames));
        _pending.Clear();
    });

    public string PathOf(string name) => $"/simulated/{name}";

    /// <summary>What lies on the disk after the power was cut now; this one does nothing any more.</summary>
    public SimulatedDisk Crash(Random random)
    {
        lock (_gate)
        {
            _isCut = true;
            var names = new Dictionary<string, SimulatedFile>(_durableNames);
            _pending.Take(random.Next(_pending.Count + 1)).ToList().ForEach(change => change(names));
            return Copy(names, file => file.Crashed(random));
        }
    }

    /// <summary>The same disk again, as a clean end or a killed process leaves it.</summary>
    public SimulatedDisk Copy()
    {
        lock (_gate)
        {
            return Copy(_names, file => file.Bytes.ToArray());
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Does something as a whole before the power is cut, or not at all: what has been let begin on one thread may be cut by another.</summary>
    internal void Change(string operation, Action effect)
    {
        Before?.Invoke(operation);
        lock (_gate)
        {
            if (_isCut)
            {
                throw new IOException("the power is cut");
            }

            Changes++;
            effect();
        }
    }

    private static SimulatedDisk Copy(Dictionary<string, SimulatedFile> names, Func<SimulatedFile, byte[]> bytes)
    {
        var disk = new SimulatedDisk();
        foreach (var (name, file) in names)
        {
            var copy = new SimulatedFile(disk, bytes(file));
            disk._names.Add(name, copy);
            disk._durableNames.Add(name, copy);
        }

        return disk;
    }

    private void Rename(Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_names);
        _pending.Add(change);
    }
}
