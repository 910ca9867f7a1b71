using System.Collections.Immutable;
using MiniKube.Mvcc.Leases;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Histories;

/// <summary>One kept revision: the tree and the leases after it, and the changes it made.</summary>
internal readonly record struct HistoryEntry(Node Root, LeaseTable Leases, ImmutableArray<KeyEvent> Events);
