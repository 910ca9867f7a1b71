namespace MiniKube.Client.Leases;

/// <summary>Another process may lead now: stop at once.</summary>
#pragma warning disable RCS1194
public sealed class LeadershipLostException(string message, Exception? inner = null) : Exception(message, inner);
