using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>Changes in order.</summary>
/// <param name="UpTo">Everything of the range up to this revision has been sent now.</param>
/// <param name="Events">Empty for a progress report.</param>
public sealed record WatchBatch(Revision UpTo, ImmutableArray<KeyEvent> Events);
