using System.Text;
using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Scripts;

/// <summary>Plays the commands of a script on a cluster, and prints what happens.</summary>
internal sealed class ScriptPlayer
{
    private readonly List<string> _printed = [];
    private readonly HashSet<int> _cut = [];
    private readonly HashSet<int> _untold = [];
    private readonly Dictionary<int, (Role Role, Term Term, int Applied, int Reads)> _known = [];
    private TestCluster _cluster = new(0);

    public IReadOnlyList<string> Run(string command)
    {
        _printed.Clear();
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "cluster":
                _cluster = new TestCluster(int.Parse(words[1]), options => Configure(options, words[2..]));
                _cluster.Lost = IsLost;
                break;
            case "settle":
                Settle();
                break;
            case "tick":
                for (var tick = 0; tick < int.Parse(words[2]); tick++)
                {
                    At(words[1]).Tick();
                }

                Settle();
                break;
            case "cut":
                Array.ForEach(words[1..], word => _cut.Add(int.Parse(word)));
                break;
            case "join":
                _cluster.Add(int.Parse(words[1]), Membership.Empty);
                break;
            case "lose-commits":
                Array.ForEach(words[1..], word => _untold.Add(int.Parse(word)));
                break;
            case "heal":
                _cut.Clear();
                _untold.Clear();
                break;
            case "status":
                _cluster.Members.ToList().ForEach(Describe);
                break;
            case "log":
                _printed.AddRange(At(words[1]).Log.Entries.Select(Describe));
                break;
            default:
                Ask(words);
                break;
        }

        return [.. _printed];
    }

    /// <summary>Whoever is cut off hears and says nothing; others may miss the appends that only tell the commit index.</summary>
    private bool IsLost(Message message) =>
        _cut.Contains((int)message.From.Value) || _cut.Contains((int)message.To.Value)
        || (message is { Kind: MessageKind.Append, Entries.Count: 0 } && _untold.Contains((int)message.To.Value));

    /// <summary>What is asked of one member: the command, the member, and what.</summary>
    private void Ask(string[] words)
    {
        var core = At(words[1]).Core;
        switch (words[0])
        {
            case "campaign":
                core.Campaign();
                break;
            case "propose":
                _printed.Add($"{core.Propose(Encoding.UTF8.GetBytes(words[2]))}");
                break;
            case "forward":
                _printed.Add($"{core.Forward(Encoding.UTF8.GetBytes(words[2]), out _)}");
                break;
            case "read":
                core.ReadIndex(ulong.Parse(words[2]));
                break;
            case "transfer":
                core.TransferTo(Member(words[2]));
                break;
            case "change":
                _printed.Add($"{core.ProposeMembership(new MembershipChange(Enum.Parse<MembershipChangeKind>(words[2]), Member(words[3]), default))}");
                break;
            case "restart":
                At(words[1]).Restart();
                _known.Remove(int.Parse(words[1]));
                break;
            case "compact":
                At(words[1]).Log.Compact(new LogIndex(long.Parse(words[2])), core.Membership);
                break;
            case "report":
                core.ReportSnapshot(Member(words[2]), words[3] == "delivered");
                break;
            default:
                throw new ArgumentException($"no such command: {words[0]}");
        }
    }

    private void Settle()
    {
        _cluster.Delivered.Clear();
        _cluster.Settle();
        _printed.AddRange(_cluster.Delivered.Select(Describe));
        foreach (var member in _cluster.Members)
        {
            Report(member);
        }
    }

    /// <summary>What has changed for a member since it was looked at last.</summary>
    private void Report(TestMember member)
    {
        var id = (int)member.Id.Value;
        var known = _known.GetValueOrDefault(id);
        if ((known.Role, known.Term) != (member.Core.Role, member.Core.Term))
        {
            _printed.Add($"{id} is {member.Core.Role} in term {member.Core.Term}");
        }

        _printed.AddRange(member.Applied.Skip(known.Applied).Select(entry => $"{id} applies {Describe(entry)}"));
        _printed.AddRange(member.Reads.Skip(known.Reads).Select(read => $"{id} reads {read.Context} {(read.Index is { } index ? $"at {index}" : "refused")}"));
        _known[id] = (member.Core.Role, member.Core.Term, member.Applied.Count, member.Reads.Count);
    }

    private void Describe(TestMember member)
    {
        _printed.Add($"{member.Id} {member.Core.Role} term {member.Core.Term} last {member.Core.Last} committed {member.Core.Committed} {member.Core.Membership}");
        var peers = new List<PeerStatus>();
        member.Core.CollectPeers(peers);
        _printed.AddRange(peers.Select(peer => $"  {peer.Member} {peer.State} match {peer.Match} next {peer.Next} inflight {peer.Inflight}"));
    }

    private static string Describe(Message message)
    {
        var text = new StringBuilder($"{message.From}->{message.To} {message.Kind} term {message.Term}");
        if (message.Kind is MessageKind.Append or MessageKind.AppendAnswer or MessageKind.Vote or MessageKind.PreVote or MessageKind.ReadIndexAnswer)
        {
            text.Append($" at {message.Index}/{message.LogTerm}");
        }

        text.Append(message.Entries.Count > 0 ? $" entries {string.Join(", ", message.Entries.Select(Describe))}" : "");
        text.Append(message.Commit > LogIndex.Zero ? $" commit {message.Commit}" : "");
        text.Append(message.Rejected ? $" refused (hint {message.RejectHint}/{message.RejectHintTerm})" : "");
        text.Append(message.IsTransfer ? " for a transfer" : "");
        text.Append(message.Snapshot is { } mark ? $" {mark.Index}/{mark.Term} {mark.Membership}" : "");
        return text.ToString();
    }

    private static string Describe(Entry entry) => entry.Kind switch
    {
        EntryKind.Command => $"{entry.Index}/{entry.Term} {Encoding.UTF8.GetString(entry.Data.Span)}",
        EntryKind.Membership when MembershipChange.TryDecode(entry.Data) is { } change => $"{entry.Index}/{entry.Term} {change.Kind} {change.Member} {change.After}",
        _ => $"{entry.Index}/{entry.Term} {entry.Kind}",
    };

    private static RaftOptions Configure(RaftOptions options, string[] words)
    {
        foreach (var word in words)
        {
            options = word switch
            {
                "paper" => options with { PreVote = false, CheckQuorum = false },
                "lease" => options with { LeaseReads = true },
                "small-appends" => options with { AppendBytesMax = 1 },
                "one-inflight" => options with { InflightMessagesMax = 1 },
                _ => throw new ArgumentException($"no such option: {word}"),
            };
        }

        return options;
    }

    private TestMember At(string id) => _cluster[int.Parse(id)];

    private static MemberId Member(string id) => new(ulong.Parse(id));
}
