using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer;

/// <summary>What the server takes from its surroundings: time, chance, identity, log.</summary>
public sealed record ApiServerServices(TimeProvider Time, IRandomSource Random, IUidSource Uids, ILoggerFactory Logging);
