namespace MiniKube.Mvcc.Tests;

/// <summary>What a state must be like, in the simplest form: a sorted dictionary for each revision.</summary>
internal sealed class Model
{
    private readonly SortedDictionary<int, SortedDictionary<string, Entry>> _revisions = new() { [1] = new(StringComparer.Ordinal) };

    public int Current => _revisions.Keys.Max();

    public int Compacted => _revisions.Keys.Min();

    /// <summary>Puts (value not null) and deletes, all at one revision.</summary>
    public void Apply(IEnumerable<(string Key, string? Value)> changes)
    {
        var next = new SortedDictionary<string, Entry>(_revisions[Current], StringComparer.Ordinal);
        var at = Current + 1;
        var hasChanged = false;
        foreach (var (key, value) in changes)
        {
            if (value is not null)
            {
                next[key] = next.TryGetValue(key, out var old)
                    ? old with { Value = value, Modified = at, Version = old.Version + 1 }
                    : new Entry(key, value, at, at, 1);
                hasChanged = true;
            }
            else
            {
                hasChanged |= next.Remove(key);
            }
        }

        if (hasChanged)
        {
            _revisions.Add(at, next);
        }
    }

    public void Compact(int upTo)
    {
        foreach (var revision in _revisions.Keys.Where(revision => revision < upTo).ToList())
        {
            _revisions.Remove(revision);
        }
    }

    public List<Entry> Range(string start, string? end, int at) =>
    [
        .. _revisions[at].Values.Where(entry =>
            string.CompareOrdinal(entry.Key, start) >= 0 && (end is null || string.CompareOrdinal(entry.Key, end) < 0)),
    ];

    internal sealed record Entry(string Key, string Value, int Created, int Modified, int Version);
}
