using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Front;

/// <summary>Events that are sent together.</summary>
/// <param name="Events">In order, one at least.</param>
/// <param name="IsFragment">More of the last one's revision follows.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WatchFrame(ImmutableArray<KeyEvent> Events, bool IsFragment);
