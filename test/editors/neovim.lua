-- What a person does in Neovim, without a person: findings, hover, listing, back to the source, an edit.
-- Writes what was seen as JSON to the file named by OUTPUT.
local seen = {}

local function wait(what, condition)
  local met = vim.wait(tonumber(os.getenv('PATIENCE')), condition, 20)
  if not met then
    seen.timeout = what
  end
  return met
end

local function finish()
  local file = io.open(os.getenv('OUTPUT'), 'w')
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd('qa!')
end

local ok, problem = pcall(function()
  local nativecompile = require('nativecompile')
  nativecompile.setup({
    cmd = { os.getenv('COMMAND'), 'lsp', '--stdio' },
    settings = { compile = { excludeOpcodes = { 'FORMAT_VALUE' } } },
  })
  vim.cmd('filetype on')
  vim.cmd('edit ' .. os.getenv('SOURCE'))
  local source = vim.api.nvim_get_current_buf()
  wait('diagnostics', function()
    return #vim.diagnostic.get(source) > 0
  end)
  seen.diagnostics = vim.tbl_map(function(entry)
    return { line = entry.lnum, column = entry.col, text = entry.message }
  end, vim.diagnostic.get(source))

  vim.api.nvim_win_set_cursor(0, { 4, 22 })
  local params = vim.lsp.util.make_position_params()
  local answers = vim.lsp.buf_request_sync(source, 'textDocument/hover', params, 20000)
  for _, answer in pairs(answers or {}) do
    seen.hover = answer.result and answer.result.contents.value
  end

  local listing
  nativecompile.show('assembly', false, function(buffer)
    listing = buffer
  end)
  wait('listing', function()
    return listing ~= nil
  end)
  seen.listing = table.concat(vim.api.nvim_buf_get_lines(listing, 0, -1, false), '\n')
  seen.filetype = vim.bo[listing].filetype

  local row = vim.fn.search('^; 4 ')
  vim.api.nvim_win_set_cursor(0, { row, 2 })
  nativecompile.to_source()
  wait('the source', function()
    return vim.api.nvim_get_current_buf() == source
  end)
  seen.back = vim.fn.getline('.')

  vim.api.nvim_buf_set_lines(source, 1, 2, false, { '    total = 1000' })
  vim.cmd('silent write')
  wait('the new listing', function()
    local text = table.concat(vim.api.nvim_buf_get_lines(listing, 0, -1, false), '\n')
    return text:find('total = 1000', 1, true) ~= nil
  end)
  seen.client = vim.lsp.get_active_clients()[1].server_capabilities.hoverProvider
end)
if not ok then
  seen.problem = tostring(problem)
end
finish()
