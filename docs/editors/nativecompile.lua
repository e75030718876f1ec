-- Native Compile in Neovim 0.7 and newer: put this file on the runtime path as lua/nativecompile.lua and say
--   require('nativecompile').setup({})
-- Findings and hovers come through Neovim's own LSP client. :NativecompileShow opens the listing of the
-- function or file beside the source; in it K, gd, gr and the outline work, and gs goes back to the source.
local M = {}

local options = {
  cmd = { 'nativecompile', 'lsp', '--stdio' },
  -- As in VS Code, without the prefix: { compile = { excludeOpcodes = { 'FORMAT_VALUE' } } }
  settings = {},
  on_attach = function() end,
}

-- One server a project, by its root.
local clients = {}

local function root_of(name)
  local folder = vim.fn.fnamemodify(name, ':p:h')
  local marks = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' }
  local at = folder
  while at ~= '/' and at ~= '' do
    for _, mark in ipairs(marks) do
      if vim.fn.empty(vim.fn.glob(at .. '/' .. mark)) == 0 then
        return at
      end
    end
    at = vim.fn.fnamemodify(at, ':h')
  end
  return folder
end

local function client_for(root)
  local known = clients[root]
  if known and vim.lsp.get_client_by_id(known) then
    return known
  end
  clients[root] = vim.lsp.start_client({
    name = 'nativecompile',
    cmd = options.cmd,
    -- glibc gives freed memory back sooner.
    cmd_env = { MALLOC_MMAP_THRESHOLD_ = '98304', MALLOC_ARENA_MAX = '1' },
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    settings = { nativecompile = options.settings },
    -- Neovim 0.7 does not hand settings over by itself.
    init_options = { settings = options.settings },
    on_attach = options.on_attach,
    handlers = {
      ['nativecompile/status'] = function(_, status)
        if status.state == 'missing' or status.state == 'failed' then
          vim.notify('nativecompile: ' .. status.detail, vim.log.levels.WARN)
        end
      end,
      ['nativecompile/contentChanged'] = function(_, changed)
        for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
          if vim.b[buffer].nativecompile_uri == changed.uri then
            M.load(buffer)
          end
        end
      end,
    },
  })
  return clients[root]
end

local function request(client, method, params, callback)
  vim.lsp.get_client_by_id(client).request(method, params, function(failure, result)
    if failure then
      vim.notify('nativecompile: ' .. failure.message, vim.log.levels.ERROR)
    else
      callback(result)
    end
  end)
end

local function encode(text)
  return (text:gsub('[^%w%-_.~]', function(character)
    return string.format('%%%02X', character:byte())
  end))
end

local function show_text(buffer, text)
  local lines = vim.split(text, '\n', { plain = true })
  table.remove(lines)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
end

-- Fills a listing's buffer with the text that the server has now.
function M.load(buffer, done)
  local client = vim.b[buffer].nativecompile_client
  request(client, 'nativecompile/content', { uri = vim.b[buffer].nativecompile_uri }, function(result)
    show_text(buffer, result.text)
    if done then
      done()
    end
  end)
end

-- The name of the function around the cursor, as far as indentation tells; nil for the module.
local function scope_at_cursor()
  local line = vim.fn.line('.')
  local names = {}
  local indent = math.huge
  for number = line, 1, -1 do
    local text = vim.fn.getline(number)
    local space, kind, name = text:match('^(%s*)(%a[%a ]*)%s+([%w_]+)%s*[(:]')
    if kind then
      kind = kind:gsub('^async%s+', '')
    end
    if (kind == 'def' or kind == 'class') and #space < indent then
      table.insert(names, 1, { kind = kind, name = name })
      indent = #space
    end
    if indent == 0 then
      break
    end
  end
  if #names == 0 then
    return nil
  end
  local scope = ''
  for index, entry in ipairs(names) do
    scope = scope .. entry.name
    if index < #names then
      scope = scope .. (entry.kind == 'def' and '.<locals>.' or '.')
    end
  end
  return scope
end

-- view: assembly, bytecode or mixed; whole: the file instead of the function at the cursor.
function M.show(view, whole, done)
  local source = vim.api.nvim_get_current_buf()
  local name = vim.api.nvim_buf_get_name(source)
  local client = client_for(root_of(name))
  local scope = not whole and scope_at_cursor() or nil
  local uri = 'nativecompile:/' .. encode(vim.fn.fnamemodify(name, ':t'))
  uri = uri .. '.ncasm?src=' .. encode(vim.uri_from_bufnr(source))
  if scope then
    uri = uri .. '&scope=' .. encode(scope)
  end
  uri = uri .. '&view=' .. (view or 'assembly')
  vim.cmd('rightbelow vsplit')
  local buffer = vim.fn.bufnr(uri, true)
  vim.api.nvim_win_set_buf(0, buffer)
  vim.b[buffer].nativecompile_uri = uri
  vim.b[buffer].nativecompile_client = client
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].swapfile = false
  M.load(buffer, function()
    vim.bo[buffer].filetype = 'nativecompile-asm'
    vim.lsp.buf_attach_client(buffer, client)
    vim.api.nvim_buf_set_keymap(buffer, 'n', 'K', '<cmd>lua vim.lsp.buf.hover()<CR>', {})
    vim.api.nvim_buf_set_keymap(buffer, 'n', 'gd', '<cmd>lua vim.lsp.buf.definition()<CR>', {})
    vim.api.nvim_buf_set_keymap(buffer, 'n', 'gr', '<cmd>lua vim.lsp.buf.references()<CR>', {})
    local back = '<cmd>lua require("nativecompile").to_source()<CR>'
    vim.api.nvim_buf_set_keymap(buffer, 'n', 'gs', back, {})
    if done then
      done(buffer)
    end
  end)
end

-- From a row of a listing to the place in Python that it comes from.
function M.to_source()
  local buffer = vim.api.nvim_get_current_buf()
  local row = vim.fn.line('.') - 1
  local uri = vim.b[buffer].nativecompile_uri
  request(vim.b[buffer].nativecompile_client, 'nativecompile/listingMap', { uri = uri }, function(map)
    for _, entry in ipairs(map.rows) do
      if entry.row >= row and entry.line ~= nil and entry.line ~= vim.NIL then
        vim.cmd('wincmd p')
        vim.api.nvim_win_set_cursor(0, { entry.line + 1, entry.startColumn or 0 })
        return
      end
    end
  end)
end

function M.attach(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if name ~= '' then
    vim.lsp.buf_attach_client(buffer, client_for(root_of(name)))
  end
end

function M.setup(given)
  options = vim.tbl_deep_extend('force', options, given or {})
  local group = vim.api.nvim_create_augroup('nativecompile', {})
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = 'python',
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  vim.api.nvim_create_user_command('NativecompileShow', function(command)
    M.show(command.args ~= '' and command.args or 'assembly', command.bang)
  end, {
    nargs = '?',
    bang = true,
    complete = function()
      return { 'assembly', 'bytecode', 'mixed' }
    end,
  })
end

return M
