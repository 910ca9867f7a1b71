using System.Collections.Immutable;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Histories;

/// <summary>One kept revision: the tree after it, and the changes it made.</summary>
internal readonly record struct HistoryEntry(Node Root, ImmutableArray<KeyEvent> Events);
