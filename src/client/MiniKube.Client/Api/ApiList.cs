using System.Collections.Immutable;

namespace MiniKube.Client.Api;

/// <summary>One page of a collection, at one revision.</summary>
/// <param name="Items">What is on the page.</param>
/// <param name="ResourceVersion">The revision that the whole list is read at.</param>
/// <param name="Continue">Token of the next page; empty on the last.</param>
public sealed record ApiList<T>(ImmutableArray<T> Items, string ResourceVersion, string Continue);
