using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>
/// Where to begin to look for an entry: at some frames, one for about each <see cref="SpacingBytes"/>, stands which entry begins there.
/// A mark is forgotten when its entry is replaced, so what is live between two marks is found by going from the one to the other.
/// </summary>
internal sealed class LogMarks
{
    public const int SpacingBytes = 64 << 10;

    private readonly List<LogMark> _marks = [];

    /// <summary>Notes that a frame begins with an entry; kept only when the last mark is far enough away.</summary>
    public void Add(LogMark mark)
    {
        if (_marks.Count == 0 || _marks[^1].Sequence != mark.Sequence || mark.Offset - _marks[^1].Offset >= SpacingBytes)
        {
            _marks.Add(mark);
        }
    }

    /// <summary>Forgets the marks of an entry and of all behind it.</summary>
    public void Cut(LogIndex from)
    {
        while (_marks.Count > 0 && _marks[^1].First >= from)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }
    }

    /// <summary>Forgets the marks of segments before one.</summary>
    public void DropBefore(long sequence) =>
        _marks.RemoveRange(0, _marks.TakeWhile(mark => mark.Sequence < sequence).Count());

    /// <summary>The last mark that is not behind an entry; null when the log does not reach back so far.</summary>
    public LogMark? Find(LogIndex index)
    {
        int low = 0, high = _marks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_marks[middle].First <= index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : _marks[low - 1];
    }
}
