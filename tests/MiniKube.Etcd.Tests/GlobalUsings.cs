global using Microsoft.Extensions.Logging.Abstractions;
