using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>Finds the groups whose range holds a key: an interval tree laid out in an array sorted by start.</summary>
internal sealed class RangeIndex
{
    private readonly WatcherGroup[] _groups;

    /// <summary>For the middle of each span of the array: the greatest end in that span; empty for no end.</summary>
    private readonly Key[] _ends;

    public RangeIndex(IEnumerable<WatcherGroup> groups)
    {
        _groups = [.. groups.OrderBy(group => group.Range.Start)];
        _ends = new Key[_groups.Length];
        _ = FillEnds(0, _groups.Length);
    }

    /// <summary>Tells every watcher whose range holds the key, and adds those that are to run now.</summary>
    public void Match(Key key, Revision at, WatcherTurns turns) => Match(0, _groups.Length, key, at, turns);

    private void Match(int low, int high, Key key, Revision at, WatcherTurns turns)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (!EndsAfter(_ends[middle], key))
            {
                return;
            }

            Match(low, middle, key, at, turns);
            var group = _groups[middle];
            if (group.Range.Start.CompareTo(key) > 0)
            {
                return;
            }

            if (EndsAfter(group.Range.End, key))
            {
                foreach (var watcher in group.Watchers)
                {
                    if (watcher.Matched(at))
                    {
                        turns.Add(watcher);
                    }
                }
            }

            low = middle + 1;
        }
    }

    private Key FillEnds(int low, int high)
    {
        var middle = (low + high) >>> 1;
        var end = _groups.Length == 0 ? default : _groups[middle].Range.End;
        if (low < middle)
        {
            end = Later(end, FillEnds(low, middle));
        }

        if (middle + 1 < high)
        {
            end = Later(end, FillEnds(middle + 1, high));
        }

        if (_groups.Length > 0)
        {
            _ends[middle] = end;
        }

        return end;
    }

    private static bool EndsAfter(Key end, Key key) => end.Bytes.IsEmpty || end.CompareTo(key) > 0;

    private static Key Later(Key left, Key right) =>
        left.Bytes.IsEmpty || right.Bytes.IsEmpty ? default : left.CompareTo(right) >= 0 ? left : right;
}
