using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>Takes an entry that is read back. The bytes are the reader's; what is kept must be copied.</summary>
internal delegate void LogEntryHandler(LogIndex index, Term term, ReadOnlySpan<byte> entry);
