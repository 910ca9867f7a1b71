using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>All that happened, as one number; and as text where somebody wants to read it.</summary>
internal sealed class Trace(bool isRecorded)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly List<string> _lines = [];
    private readonly Dictionary<string, int> _counts = [];

    public ulong Hash { get; private set; } = Offset;

    public long Count { get; private set; }

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>How often something has happened.</summary>
    public int CountOf(string what) => _counts.GetValueOrDefault(what);

    public void Add(long now, string what, ulong member = 0, long first = 0, long second = 0)
    {
        Mix((ulong)now);
        foreach (var letter in what)
        {
            Mix(letter);
        }

        Mix(member);
        Mix((ulong)first);
        Mix((ulong)second);
        Count++;
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, what, out _)++;
        if (isRecorded)
        {
            _lines.Add($"{now / 1000.0,10:F3} {what} {member} {first} {second}");
        }
    }

    public void Add(long now, string what, Message message)
    {
        Mix((ulong)now);
        Mix((ulong)message.Kind);
        Mix(message.From.Value);
        Mix(message.To.Value);
        Mix((ulong)message.Term.Value);
        Mix((ulong)message.Index.Value);
        Mix((ulong)message.Commit.Value);
        Mix((ulong)message.Entries.Count);
        Count++;
        if (isRecorded)
        {
            _lines.Add($"{now / 1000.0,10:F3} {what} {Describe(message)}");
        }
    }

    private static string Describe(Message message)
    {
        var entries = message.Entries.Count == 0 ? "" : $" entries {message.Entries[0].Index}..{message.Entries[^1].Index}";
        var refused = message.Rejected ? $" refused, hint {message.RejectHint}/{message.RejectHintTerm}" : "";
        var snapshot = message.Snapshot is { } mark ? $" snapshot {mark.Index}/{mark.Term} {mark.Membership}" : "";
        return $"{message.From}->{message.To} {message.Kind} term {message.Term} at {message.Index}/{message.LogTerm} commit {message.Commit} context {message.Context:x}{entries}{refused}{snapshot}";
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * Prime;
}
