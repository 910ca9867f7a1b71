using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>What a command made of a state.</summary>
/// <param name="State">The state after it.</param>
/// <param name="Events">Its changes, all of one revision; empty when it changed no key.</param>
internal readonly record struct AppliedCommand(MvccState State, ImmutableArray<KeyEvent> Events);
