using System.Runtime.InteropServices;

namespace MiniKube.Schema.Discovery;

/// <summary>Where a group and version stands in discovery; the higher ones come first.</summary>
/// <param name="Group">Of its group (<c>groupPriorityMinimum</c>); the highest of its versions counts.</param>
/// <param name="Version">Within its group (<c>versionPriority</c>).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VersionPriority(long Group, long Version);
