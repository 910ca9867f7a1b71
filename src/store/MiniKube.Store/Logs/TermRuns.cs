using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>The terms of all entries of a log, one line for each row of entries of the same term.</summary>
internal sealed class TermRuns
{
    private readonly List<(LogIndex First, Term Term)> _runs = [];

    /// <summary>The entry after the last one.</summary>
    public LogIndex End { get; private set; } = new(1);

    /// <summary>Forgets all; the next entry is this one.</summary>
    public void Restart(LogIndex next)
    {
        _runs.Clear();
        End = next;
    }

    /// <summary>Notes the next entry.</summary>
    public void Add(Term term)
    {
        if (_runs.Count == 0 || _runs[^1].Term != term)
        {
            _runs.Add((End, term));
        }

        End = End.Next;
    }

    /// <summary>Forgets an entry and all behind it.</summary>
    public void Cut(LogIndex from)
    {
        while (_runs.Count > 0 && _runs[^1].First >= from)
        {
            _runs.RemoveAt(_runs.Count - 1);
        }

        End = from;
    }

    /// <summary>Forgets what is before an entry.</summary>
    public void DropBefore(LogIndex first)
    {
        while (_runs.Count > 1 && _runs[1].First <= first)
        {
            _runs.RemoveAt(0);
        }
    }

    /// <summary>Null for an entry that is not there.</summary>
    public Term? TermAt(LogIndex index)
    {
        if (index >= End)
        {
            return null;
        }

        // Mostly somebody asks for one of the newest.
        for (var run = _runs.Count - 1; run >= 0; run--)
        {
            if (_runs[run].First <= index)
            {
                return _runs[run].Term;
            }
        }

        return null;
    }
}
