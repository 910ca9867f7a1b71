using Google.Protobuf;
using Google.Protobuf.Collections;
using MiniKube.Peers.Protocol;
using MiniKube.Raft;
using MiniKube.Store.Peers;
using Entry = MiniKube.Raft.Entry;
using Message = MiniKube.Raft.Message;

namespace MiniKube.Peers;

/// <summary>From the core's words to those of the wire, and back. Bytes are wrapped, not copied: what is sent never changes.</summary>
internal static class PeerWords
{
    public static Letter Write(Message message)
    {
        var written = new Protocol.Message
        {
            Kind = (uint)message.Kind,
            Term = message.Term.Value,
            Index = message.Index.Value,
            LogTerm = message.LogTerm.Value,
            Commit = message.Commit.Value,
            Rejected = message.Rejected,
            RejectHint = message.RejectHint.Value,
            RejectHintTerm = message.RejectHintTerm.Value,
            Context = message.Context,
            IsTransfer = message.IsTransfer,
            Target = message.Target.Value,
        };
        for (var position = 0; position < message.Entries.Count; position++)
        {
            var entry = message.Entries[position];
            written.Entries.Add(new Protocol.Entry
            {
                Index = entry.Index.Value,
                Term = entry.Term.Value,
                Kind = (uint)entry.Kind,
                Data = UnsafeByteOperations.UnsafeWrap(entry.Data),
            });
        }

        return new Letter { Message = written };
    }

    public static Message Read(Protocol.Message message, MemberId from, MemberId to) => new()
    {
        Kind = (MessageKind)Narrow(message.Kind),
        From = from,
        To = to,
        Term = new Term(message.Term),
        Index = new LogIndex(message.Index),
        LogTerm = new Term(message.LogTerm),
        Commit = new LogIndex(message.Commit),
        Rejected = message.Rejected,
        RejectHint = new LogIndex(message.RejectHint),
        RejectHintTerm = new Term(message.RejectHintTerm),
        Context = message.Context,
        IsTransfer = message.IsTransfer,
        Target = new MemberId(message.Target),
        Entries = Read(message.Entries),
    };

    public static Letter Write(SnapshotAnswer answer) => new()
    {
        SnapshotProgress = new SnapshotProgress { Index = answer.Index.Value, Next = answer.Next, IsRefused = answer.IsRefused },
    };

    public static SnapshotAnswer Read(SnapshotProgress progress, MemberId from, MemberId to) => new()
    {
        From = from,
        To = to,
        Index = new LogIndex(progress.Index),
        Next = progress.Next,
        IsRefused = progress.IsRefused,
    };

    public static SnapshotPart Write(SnapshotChunk chunk) => new()
    {
        Term = chunk.Term.Value,
        Index = chunk.Index.Value,
        Offset = chunk.Offset,
        Length = chunk.Length,
        Checksum = chunk.Checksum,
        Data = UnsafeByteOperations.UnsafeWrap(chunk.Bytes),
    };

    public static SnapshotChunk Read(SnapshotPart part, MemberId from, MemberId to) => new()
    {
        From = from,
        To = to,
        Term = new Term(part.Term),
        Index = new LogIndex(part.Index),
        Offset = part.Offset,
        Length = part.Length,
        Checksum = part.Checksum,
        Bytes = part.Data.Memory,
    };

    /// <summary>A kind that no byte holds stays unknown, rather than to become another.</summary>
    private static byte Narrow(uint kind) => (byte)Math.Min(kind, byte.MaxValue);

    private static Entry[] Read(RepeatedField<Protocol.Entry> entries)
    {
        var read = new Entry[entries.Count];
        for (var position = 0; position < read.Length; position++)
        {
            var entry = entries[position];
            read[position] = new Entry(new LogIndex(entry.Index), new Term(entry.Term), (EntryKind)Narrow(entry.Kind), entry.Data.Memory);
        }

        return read;
    }
}
