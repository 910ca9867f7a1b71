namespace MiniKube.Client.Informers;

/// <summary>A handler threw. The informer stops: going on would leave a controller blind to a change.</summary>
#pragma warning disable RCS1194
public sealed class InformerHandlerException(string message, Exception inner) : Exception(message, inner);
