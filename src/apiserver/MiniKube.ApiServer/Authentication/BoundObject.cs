namespace MiniKube.ApiServer.Authentication;

/// <summary>An object that a token depends on: Kind is Pod, Secret or Node.</summary>
internal sealed record BoundObject(string Kind, string Name, string Uid);
